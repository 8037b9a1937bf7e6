"""subprocess, os.pipe, os.waitpid, os.kill and os.system: children are processes of the slot's kernel, and run beside this one."""

import errno
import json
import os
import select
import signal
import subprocess

_NULL_DEVICE = -1
_SIGNALLED = 256
_call = select.poll()


def _perform(name):
    """Has the host do what was prepared, waits until it is done, and returns its answer."""
    import _slotbox_host

    _call.poll(-1)
    if _slotbox_host.takeInterrupt():
        raise KeyboardInterrupt
    code = _slotbox_host.errno()
    if code:
        raise OSError(code, os.strerror(code)) if name is None else OSError(code, os.strerror(code), name)


def _executable(name, env, cwd):
    """As execvpe finds it."""
    if "/" in name:
        candidates = [os.path.join(cwd, name)]
    else:
        candidates = [os.path.join(cwd, folder, name) for folder in env.get("PATH", os.defpath).split(":")]
    refused = errno.ENOENT
    for candidate in candidates:
        if os.path.isfile(candidate):
            if os.access(candidate, os.X_OK):
                return candidate
            refused = errno.EACCES
        elif os.path.isdir(candidate) and "/" in name:
            refused = errno.EACCES
    raise OSError(refused, os.strerror(refused), name)


def spawn(path, args, env, cwd, descriptors, is_leader=False, name=None):
    """Starts a child; `descriptors` has one of ours, or -1 for /dev/null, for each of its numbers. Returns its pid."""
    import _slotbox_host

    request = {"path": path, "args": args, "env": env, "cwd": cwd, "isLeader": is_leader}
    _slotbox_host.prepareSpawn(json.dumps(request), json.dumps(descriptors))
    _perform(args[0] if name is None else name)
    return _slotbox_host.answer(0)


def _waitpid(pid, options):
    import _slotbox_host

    _slotbox_host.prepareWait(pid, bool(options & os.WNOHANG))
    try:
        _perform(None)
    except ChildProcessError:
        raise ChildProcessError(errno.ECHILD, os.strerror(errno.ECHILD)) from None
    ended, status = _slotbox_host.answer(0), _slotbox_host.answer(1)
    if ended == 0:
        return (0, 0)
    return (ended, status - _SIGNALLED if status >= _SIGNALLED else status << 8)


def _kill(pid, number):
    import _slotbox_host

    number = int(number)
    if pid == os.getpid() and number:
        signal.raise_signal(number)
        return
    code = _slotbox_host.kill(pid, number)
    if code:
        raise OSError(code, os.strerror(code))


def _pipe():
    import _slotbox_host

    code = _slotbox_host.pipe()
    if code:
        raise OSError(code, os.strerror(code))
    return (_slotbox_host.answer(0), _slotbox_host.answer(1))


def _execute_child(
    self, args, executable, preexec_fn, close_fds, pass_fds, cwd, env, startupinfo, creationflags, shell,
    p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, restore_signals, gid, gids, uid, umask,
    start_new_session, process_group,
):
    """What subprocess does with fork and exec. There is one user only, and nothing of ours can run in the child."""
    try:
        words = [os.fsdecode(args)] if isinstance(args, (str, bytes, os.PathLike)) else [os.fsdecode(a) for a in args]
        if shell:
            words = ["/bin/sh", "-c", *words]
            if executable:
                words[0] = os.fsdecode(executable)
        name = os.fsdecode(executable) if executable is not None else words[0]
        environment = {os.fsdecode(k): os.fsdecode(v) for k, v in (os.environ if env is None else env).items()}
        if any("\0" in word for word in words):
            raise ValueError("embedded null byte")
        directory = os.getcwd() if cwd is None else os.path.abspath(os.fsdecode(cwd))
        if not os.path.isdir(directory):
            code = errno.ENOTDIR if os.path.exists(directory) else errno.ENOENT
            raise OSError(code, os.strerror(code), os.fsdecode(cwd))
        path = _executable(name, environment, directory)
        own = {0: p2cread, 1: c2pwrite, 2: errwrite}
        descriptors = {number: number if fd == -1 else fd for number, fd in own.items()}
        descriptors.update((fd, fd) for fd in pass_fds)
        is_leader = bool(start_new_session) or process_group == 0
        self.pid = spawn(path, words, environment, directory, descriptors, is_leader, name)
        self._child_created = True
    finally:
        self._close_pipe_fds(p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite)


def _system(command):
    code = subprocess.call(command, shell=True)
    return -code if code < 0 else code << 8


def install(pid):
    subprocess._can_fork_exec = True
    subprocess.Popen._execute_child = _execute_child
    subprocess._del_safe.waitpid = _waitpid
    subprocess._del_safe.waitstatus_to_exitcode = os.waitstatus_to_exitcode
    subprocess._del_safe.WIFSTOPPED = os.WIFSTOPPED
    subprocess._del_safe.WSTOPSIG = os.WSTOPSIG
    subprocess._del_safe.WNOHANG = os.WNOHANG
    os.waitpid = _waitpid
    os.wait = lambda: _waitpid(-1, 0)
    os.kill = _kill
    os.killpg = lambda group, number: _kill(-group, number)
    os.getpid = lambda: pid
    os.pipe = _pipe
    os.system = _system
