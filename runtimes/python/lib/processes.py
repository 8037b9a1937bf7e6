"""subprocess and os.system: a child runs to its end when its input is complete."""

import errno
import io
import json
import os
import signal
import subprocess
import time

_REFUSED = -1
_TOO_LONG = -2
_TOO_MANY = -3
_NO_MEMORY = -4
_last_pid = 1000


def _refusal(code, name):
    return OSError(code, os.strerror(code), name)


def spawn(path, args, env, cwd, stdin, timeout=None):
    """Returns the exit code, stdout and stderr; raises what exec would."""
    import _slotbox_host

    request = json.dumps({"path": path, "args": list(args), "env": dict(env), "cwd": cwd})
    code = _slotbox_host.spawn(request, stdin.decode("latin-1"), -1 if timeout is None else timeout)
    if _slotbox_host.takeInterrupt():
        raise KeyboardInterrupt
    stdout, stderr = (_slotbox_host.spawnOutput(stream).encode("latin-1") for stream in (1, 2))
    if code == _REFUSED:
        raise _refusal(errno.ENOEXEC, args[0])
    if code == _TOO_LONG:
        raise _refusal(errno.E2BIG, args[0])
    if code == _NO_MEMORY:
        raise _refusal(errno.ENOMEM, args[0])
    if code == _TOO_MANY:
        raise _refusal(errno.EAGAIN, args[0])
    return code, stdout, stderr


def _executable(name, env, cwd):
    """As execvpe finds it."""
    if "/" in name:
        candidates = [os.path.join(cwd, name)]
    else:
        candidates = [os.path.join(cwd, folder, name) for folder in env.get("PATH", os.defpath).split(":")]
    for candidate in candidates:
        if os.path.isfile(candidate):
            if os.access(candidate, os.X_OK):
                return candidate
            raise _refusal(errno.EACCES, name)
        if os.path.isdir(candidate) and "/" in name:
            raise _refusal(errno.EACCES, name)
    raise _refusal(errno.ENOENT, name)


class _Input(io.RawIOBase):
    """The end of a pipe that a child reads once it is closed."""

    def __init__(self, process):
        self._process = process
        self._chunks = []

    def writable(self):
        return True

    def write(self, data):
        if self._process.returncode is not None:
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        self._chunks.append(bytes(data))
        return len(data)

    def close(self):
        if not self.closed:
            super().close()
            self._process._run(b"".join(self._chunks))


class _Output(io.RawIOBase):
    """The end of a pipe that a child has written to."""

    def __init__(self, process, name):
        self._process = process
        self._name = name
        self._offset = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        self._process.wait()
        rest = self._process._printed[self._name][self._offset : self._offset + len(buffer)]
        buffer[: len(rest)] = rest
        self._offset += len(rest)
        return len(rest)


class Popen:
    """subprocess.Popen, without anything that runs at the same time."""

    def __class_getitem__(cls, item):
        return cls

    def __init__(
        self, args, bufsize=-1, executable=None, stdin=None, stdout=None, stderr=None, preexec_fn=None,
        close_fds=True, shell=False, cwd=None, env=None, universal_newlines=None, startupinfo=None,
        creationflags=0, restore_signals=True, start_new_session=False, pass_fds=(), *, user=None, group=None,
        extra_groups=None, encoding=None, errors=None, text=None, umask=-1, pipesize=-1, process_group=None,
    ):
        global _last_pid
        if text is not None and universal_newlines is not None and bool(universal_newlines) != bool(text):
            raise subprocess.SubprocessError("Cannot disambiguate when both text and universal_newlines are supplied but different. Pass one or the other.")
        self.args = args
        self.text_mode = encoding or errors or text or universal_newlines
        self.encoding, self.errors = encoding, errors
        self.returncode = None
        _last_pid += 1
        self.pid = _last_pid
        self._timeout = None
        self._printed = {"stdout": b"", "stderr": b""}
        self._targets = {"stdout": stdout, "stderr": stderr}
        if isinstance(args, (str, bytes, os.PathLike)):
            words = [os.fsdecode(args)]
        else:
            words = [os.fsdecode(word) for word in args]
        self._cwd = os.path.abspath(os.fsdecode(cwd)) if cwd is not None else os.getcwd()
        if not os.path.isdir(self._cwd):
            raise _refusal(errno.ENOTDIR if os.path.exists(self._cwd) else errno.ENOENT, os.fsdecode(cwd))
        self._env = {os.fsdecode(k): os.fsdecode(v) for k, v in (os.environ if env is None else env).items()}
        if shell:
            self._path = "/bin/sh" if executable is None else _executable(os.fsdecode(executable), self._env, self._cwd)
            words = ["/bin/sh", "-c", *words]
        else:
            self._path = _executable(os.fsdecode(executable or words[0]), self._env, self._cwd)
        if any("\0" in word for word in words):
            raise ValueError("embedded null byte")
        self._words = words
        self.stdin = self.stdout = self.stderr = None
        if stdout == subprocess.PIPE:
            self.stdout = self._wrap(io.BufferedReader(_Output(self, "stdout")))
        if stderr == subprocess.PIPE:
            self.stderr = self._wrap(io.BufferedReader(_Output(self, "stderr")))
        if stdin == subprocess.PIPE:
            self.stdin = self._wrap(io.BufferedWriter(_Input(self)), write_through=True)
        else:
            self._run(self._read_input(stdin))

    def _wrap(self, stream, **options):
        if not self.text_mode:
            return stream
        return io.TextIOWrapper(stream, encoding=self.encoding, errors=self.errors, **options)

    @staticmethod
    def _read_input(stdin):
        if stdin == subprocess.DEVNULL:
            return b""
        if isinstance(getattr(getattr(stdin, "buffer", stdin), "raw", None), _Output):
            return getattr(stdin, "buffer", stdin).read()
        descriptor = 0 if stdin is None else stdin if isinstance(stdin, int) else stdin.fileno()
        chunks = []
        while chunk := os.read(descriptor, 1 << 16):
            chunks.append(chunk)
        return b"".join(chunks)

    def _run(self, data):
        if self.returncode is not None:
            return
        import sys

        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass
        code, stdout, stderr = spawn(self._path, self._words, self._env, self._cwd, data, self._timeout)
        self.returncode = -(code - 128) if code in (134, 137) else code
        self._deliver("stdout", stdout, 1)
        if self._targets["stderr"] == subprocess.STDOUT:
            self._deliver("stdout", stderr, 1)
        else:
            self._deliver("stderr", stderr, 2)

    def _deliver(self, name, data, inherited):
        target = self._targets[name]
        if target == subprocess.PIPE:
            self._printed[name] += data
        elif target != subprocess.DEVNULL:
            descriptor = inherited if target is None else target if isinstance(target, int) else target.fileno()
            while data:
                data = data[os.write(descriptor, data) :]

    def poll(self):
        if self.stdin is None or self.stdin.closed:
            return self.wait()
        return self.returncode

    def wait(self, timeout=None):
        if self.returncode is None:
            self._timeout = timeout
            began = time.monotonic()
            self.stdin.close()
            if timeout is not None and self.returncode == 124 and time.monotonic() - began >= timeout:
                raise subprocess.TimeoutExpired(self.args, timeout)
        return self.returncode

    def communicate(self, input=None, timeout=None):
        if self.stdin is not None and not self.stdin.closed:
            if input:
                self.stdin.write(input)
            self.wait(timeout)
        return (self.stdout and self.stdout.read(), self.stderr and self.stderr.read())

    def send_signal(self, sig):
        if self.returncode is None:
            self.returncode = -int(sig)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(getattr(signal, "SIGKILL", 9))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for stream in (self.stdout, self.stderr, self.stdin):
            if stream:
                stream.close()
        self.wait()

    def __repr__(self):
        return f"<Popen: returncode: {self.returncode} args: {self.args!r}>"


def _run(*popenargs, input=None, capture_output=False, timeout=None, check=False, **kwargs):
    """subprocess.run: the time limit must be known before the child runs."""
    if input is not None:
        if kwargs.get("stdin") is not None:
            raise ValueError("stdin and input arguments may not both be used.")
        kwargs["stdin"] = subprocess.PIPE
    if capture_output:
        if kwargs.get("stdout") is not None or kwargs.get("stderr") is not None:
            raise ValueError("stdout and stderr arguments may not be used with capture_output.")
        kwargs["stdout"] = kwargs["stderr"] = subprocess.PIPE
    given = kwargs.get("stdin")
    if timeout is not None and given != subprocess.PIPE:
        data = Popen._read_input(given)
        kwargs["stdin"] = subprocess.PIPE
        process = Popen(*popenargs, **kwargs)
        if data:
            (process.stdin.buffer if process.text_mode else process.stdin).write(data)
    else:
        process = Popen(*popenargs, **kwargs)
    with process:
        try:
            stdout, stderr = process.communicate(input, timeout=timeout)
        except subprocess.TimeoutExpired as expired:
            expired.output, expired.stderr = process._printed["stdout"] or None, process._printed["stderr"] or None
            raise
        code = process.poll()
        if check and code:
            raise subprocess.CalledProcessError(code, process.args, output=stdout, stderr=stderr)
    return subprocess.CompletedProcess(process.args, code, stdout, stderr)


def _call(*popenargs, timeout=None, **kwargs):
    return _run(*popenargs, timeout=timeout, **kwargs).returncode


def _system(command):
    process = Popen(command, shell=True)
    return -process.returncode if process.returncode < 0 else process.returncode << 8


class _Pipe:
    def __init__(self, stream, process):
        self._stream, self._process = stream, process

    def close(self):
        self._stream.close()
        code = self._process.wait()
        return None if code == 0 else code << 8 if code > 0 else code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __iter__(self):
        return iter(self._stream)


def _popen(command, mode="r", buffering=-1):
    if mode not in ("r", "w"):
        raise ValueError("invalid mode %r" % mode)
    process = Popen(command, shell=True, text=True, **{"stdout" if mode == "r" else "stdin": subprocess.PIPE})
    return _Pipe(process.stdout if mode == "r" else process.stdin, process)


def install():
    subprocess.Popen = Popen
    subprocess.run = _run
    subprocess.call = _call
    subprocess._can_fork_exec = True
    os.system = _system
    os.popen = _popen
