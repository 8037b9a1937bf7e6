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
# What an interpreter has loaded before a program can have modules of its own.
_STARTED_WITH = {"__main__", "_collections_abc", "abc", "codecs", "encodings", "genericpath", "io", "os", "posixpath", "site", "stat"}


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
        sys.stderr.write(f"{error}\nusage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python -h' for more information.\n")
        return 2
    if kind == "version":
        print("Python " + sys.version.split()[0])
        return finish(0)
    if kind == "help":
        print(USAGE, end="")
        return finish(0)
    letters = {letter for letter, _ in options}
    sys.orig_argv[:] = argv
    environ = {} if letters & {"E", "I"} else os.environ
    _set_levels(options, environ)
    sys.warnoptions[:] = [
        *filter(None, environ.get("PYTHONWARNINGS", "").split(",")),
        *(value for letter, value in options if letter == "W"),
    ]
    if sys.warnoptions:
        import warnings

        warnings._processoptions(sys.warnoptions)
    for option in (value for letter, value in options if letter == "X"):
        key, equals, setting = option.partition("=")
        sys._xoptions[key] = setting if equals else True
    encoding, _, errors = environ.get("PYTHONIOENCODING", "").partition(":")
    if encoding or errors:
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            stream.reconfigure(encoding=encoding or None, errors=None if stream is sys.stderr else errors or "strict")
    if "u" in letters or environ.get("PYTHONUNBUFFERED"):
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(write_through=True)
    for path in reversed(environ.get("PYTHONPATH", "").split(":")):
        if path:
            _put_first(os.path.abspath(path))
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__dict__.update(__builtins__=builtins, __annotations__={}, __loader__=None)
    put_first = (lambda _: None) if letters & {"I", "P"} or environ.get("PYTHONSAFEPATH") else _put_first
    runner = {"code": _run_code, "module": _run_module, "script": _run_script, "stdin": _run_stdin}[kind]
    if "i" in letters and kind == "stdin":
        return finish(attempt(lambda: _interact(main, None if "q" not in letters else "")))
    if "x" in letters and kind == "script":
        runner = _run_after_first_line
    code = attempt(lambda: runner(main, value, arguments, put_first))
    if "i" in letters or environ.get("PYTHONINSPECT"):
        code = attempt(lambda: _interact(main, ""))
    return finish(code)


def _set_levels(options, environ):
    """The settings that the interpreter itself looks at; whoever uses none needn't wait for ctypes."""
    given = [letter for letter, _ in options]
    optimize = environ.get("PYTHONOPTIMIZE", "")
    levels = {
        b"optimization_level": max(given.count("O"), int(optimize) if optimize.isdigit() else bool(optimize)),
        b"bytes_warning": given.count("b"),
        b"parser_debug": given.count("d"),
    }
    if not any(levels.values()):
        return
    import ctypes

    for name, level in levels.items():
        ctypes.pythonapi.PyConfig_Set(name, ctypes.py_object(level))
    if levels[b"bytes_warning"]:
        import warnings

        warnings.simplefilter("error" if levels[b"bytes_warning"] > 1 else "default", BytesWarning)


def _put_first(folder):
    """Puts a folder on the path. Its modules hide those of the library that only we have loaded already."""
    sys.path.insert(0, folder)
    try:
        entries = os.listdir(folder or ".")
    except OSError:
        return
    for entry in entries:
        name = entry.removesuffix(".py")
        if name not in sys.modules or name in _STARTED_WITH or name in sys.builtin_module_names:
            continue
        if name == entry and not os.path.exists(os.path.join(folder, entry, "__init__.py")):
            continue
        for loaded in [loaded for loaded in sys.modules if loaded == name or loaded.startswith(name + ".")]:
            del sys.modules[loaded]


def _interact(main, banner):
    import code

    class Console(code.InteractiveConsole):
        def raw_input(self, prompt=""):
            sys.stderr.write(prompt)
            return input()

    Console(main.__dict__, "<stdin>").interact(banner, "")


def attempt(action):
    """Runs something and reports its exception as the interpreter does."""
    try:
        try:
            action()
        finally:
            sys.settrace(None)
            sys.setprofile(None)
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
        # Beyond a C long it is -1.
        return code & 0xFF if -(1 << 63) <= code < 1 << 63 else 0xFF
    sys.stdout.flush()
    print(code, file=sys.stderr)
    return 1


def report(error):
    """Prints a traceback of the user's code and what it calls, without what is behind that."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename == "<slotbox>":
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
        second.__context__, second.__traceback__ = None, second.__traceback__.tb_next
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
    if filename == "<string>":
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    exec(code, main.__dict__)


def _run_code(main, source, arguments, put_first):
    sys.argv = ["-c", *arguments]
    put_first("")
    _execute(main, source, "<string>")


def _run_stdin(main, name, arguments, put_first):
    sys.argv = [name, *arguments] if arguments else ["-" if sys.orig_argv[-1:] == ["-"] else ""]
    put_first("")
    _execute(main, sys.stdin.read(), "<stdin>")


def _run_module(main, name, arguments, put_first):
    sys.argv = ["-m", *arguments]
    put_first(os.getcwd())
    try:
        runpy._run_module_as_main(name)
    finally:
        sys.modules["__main__"] = sys.modules.get("__main__", main)


def _run_script(main, path, arguments, put_first, skips_line=False):
    sys.argv = [path, *arguments]
    # Unlike abspath it leaves . and .. as they are.
    absolute = os.path.join(os.getcwd(), path)
    try:
        if os.path.isdir(path):
            source = None
        else:
            with io.open_code(absolute) as file:
                source = file.read()
    except OSError as error:
        sys.stderr.write(f"{sys.executable}: can't open file '{absolute}': [Errno {error.errno}] {error.strerror}\n")
        raise SystemExit(2) from None
    if source is None or b"PK\5\6" in source[-22:]:
        _put_first(os.path.abspath(path))
        runpy._run_module_as_main("__main__", alter_argv=False)
        return
    put_first(os.path.dirname(os.path.realpath(path)))
    from importlib.machinery import SourceFileLoader

    main.__dict__.update(__file__=absolute, __cached__=None, __loader__=SourceFileLoader("__main__", absolute))
    # The line stays, for the numbers of those that follow.
    _execute(main, b"\n" + source.partition(b"\n")[2] if skips_line else source, absolute)


def _run_after_first_line(main, path, arguments, put_first):
    _run_script(main, path, arguments, put_first, skips_line=True)
