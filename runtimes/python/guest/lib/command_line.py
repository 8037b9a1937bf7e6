"""What `python3 ...` does, in an interpreter that is up already."""

import builtins
import gc
import io
import linecache
import os
import runpy
import sys
import types

USAGE = """usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...
Options: -b -B -d -E -I -O -OO -P -q -s -S -u -v -W arg -x -X opt -V are accepted.
"""
_VALUE_OPTIONS = "WX"
_FLAGS = "bBdEhIiOPqsSuvVx?"


class Usage(Exception):
    """The command line is wrong."""


def parse(argv):
    """Returns what to run as (kind, value, arguments, options)."""
    options = []
    rest = list(argv[1:])
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        if word in ("--version", "--help"):
            return (word[2:], "", [], options)
        if word.startswith("--"):
            raise Usage(f"unknown option {word}")
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in "cm":
                value = letters or (rest.pop(0) if rest else None)
                if value is None:
                    raise Usage(f"Argument expected for the -{letter} option")
                return ({"c": "code", "m": "module"}[letter], value, rest, options)
            if letter in _VALUE_OPTIONS:
                options.append((letter, letters or (rest.pop(0) if rest else "")))
                letters = ""
            elif letter in "hV?":
                return ("version" if letter == "V" else "help", "", [], options)
            elif letter in _FLAGS:
                options.append((letter, ""))
            else:
                raise Usage(f"Unknown option: -{letter}")
    if rest and rest[0] != "-":
        return ("script", rest[0], rest[1:], options)
    return ("stdin", "-", rest[1:], options)


def run(argv):
    """Runs a command line to its end and returns the exit code."""
    try:
        kind, value, arguments, options = parse(argv)
    except Usage as error:
        sys.stderr.write(f"{error}\nusage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python3 -h' for more information.\n")
        return 2
    if kind == "version":
        print("Python " + sys.version.split()[0])
        return finish(0)
    if kind == "help":
        print(USAGE, end="")
        return finish(0)
    letters = {letter for letter, _ in options}
    sys.orig_argv[:] = argv
    sys.warnoptions[:] = [value for letter, value in options if letter == "W"]
    if sys.warnoptions:
        import warnings

        warnings._processoptions(sys.warnoptions)
    if "u" in letters or os.environ.get("PYTHONUNBUFFERED"):
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(write_through=True)
    for path in reversed(os.environ.get("PYTHONPATH", "").split(":")):
        if path and not letters & {"E", "I"}:
            sys.path.insert(0, os.path.abspath(path))
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__dict__.update(__builtins__=builtins, __annotations__={}, __loader__=None)
    safe_path = bool(letters & {"I", "P"} or os.environ.get("PYTHONSAFEPATH"))
    runner = {"code": _run_code, "module": _run_module, "script": _run_script, "stdin": _run_stdin}[kind]
    return finish(attempt(lambda: runner(main, value, arguments, safe_path)))


def attempt(action):
    """Runs something and reports its exception as the interpreter does."""
    try:
        action()
        return 0
    except SystemExit as error:
        return exit_code_of(error)
    except BaseException as error:
        report(error)
        return 130 if isinstance(error, KeyboardInterrupt) else 1


def exit_code_of(error):
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    sys.stdout.flush()
    print(code, file=sys.stderr)
    return 1


def report(error):
    """Prints a traceback of the user's code and what it calls, without what is behind that."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename in ("<slotbox>", "<frozen runpy>"):
        trace = trace.tb_next
    error.__traceback__ = trace
    while trace and trace.tb_next:
        if trace.tb_next.tb_frame.f_code.co_filename == "<slotbox>":
            trace.tb_next = None
        trace = trace.tb_next
    trace = error.__traceback__
    try:
        sys.stdout.flush()
    except Exception:
        pass
    sys.last_exc, sys.last_type, sys.last_value, sys.last_traceback = error, type(error), error, trace
    try:
        sys.excepthook(type(error), error, trace)
    except BaseException as second:
        sys.stderr.write("Error in sys.excepthook:\n")
        sys.__excepthook__(type(second), second, second.__traceback__)
        sys.stderr.write("\nOriginal exception was:\n")
        sys.__excepthook__(type(error), error, trace)


def finish(code):
    """What happens when an interpreter ends: exit handlers, finalizers, flushing."""
    import atexit
    import threading

    attempt(threading._shutdown)
    atexit._run_exitfuncs()
    main = sys.modules.get("__main__")
    if main is not None:
        sys.last_exc = sys.last_value = sys.last_traceback = None
        main.__dict__.clear()
    gc.collect()
    try:
        if not sys.stdout.closed:
            sys.stdout.flush()
    except Exception as error:
        sys.stderr.write(f"Exception ignored on flushing sys.stdout:\n{type(error).__name__}: {error}\n")
        code = code or 120
    try:
        sys.stderr.flush()
    except Exception:
        pass
    return code


def _execute(main, source, filename):
    code = compile(source, filename, "exec", dont_inherit=True)
    if isinstance(source, str) and filename.startswith("<"):
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    exec(code, main.__dict__)


def _run_code(main, source, arguments, safe_path):
    sys.argv = ["-c", *arguments]
    if not safe_path:
        sys.path.insert(0, "")
    _execute(main, source, "<string>")


def _run_stdin(main, name, arguments, safe_path):
    sys.argv = [name, *arguments] if arguments else ["-" if sys.orig_argv[-1:] == ["-"] else ""]
    if not safe_path:
        sys.path.insert(0, "")
    _execute(main, sys.stdin.read(), "<stdin>")


def _run_module(main, name, arguments, safe_path):
    sys.argv = ["-m", *arguments]
    if not safe_path:
        sys.path.insert(0, os.getcwd())
    try:
        runpy._run_module_as_main(name)
    finally:
        sys.modules["__main__"] = sys.modules.get("__main__", main)


def _run_script(main, path, arguments, safe_path):
    sys.argv = [path, *arguments]
    if os.path.isdir(path) or path.endswith((".zip", ".pyz", ".whl")):
        if os.path.exists(path):
            sys.path.insert(0, path)
            runpy._run_module_as_main("__main__", alter_argv=False)
            return
    try:
        with io.open_code(os.path.abspath(path)) as file:
            source = file.read()
    except OSError as error:
        sys.stderr.write(f"{sys.executable}: can't open file '{os.path.join(os.getcwd(), path)}': [Errno {error.errno}] {error.strerror}\n")
        raise SystemExit(2) from None
    if not safe_path:
        sys.path.insert(0, os.path.dirname(os.path.realpath(path)))
    from importlib.machinery import SourceFileLoader

    absolute = os.path.abspath(path)
    main.__dict__.update(__file__=absolute, __cached__=None, __loader__=SourceFileLoader("__main__", absolute))
    _execute(main, source, absolute)
