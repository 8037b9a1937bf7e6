"""Code that is run piece by piece in one interpreter, as if it were typed into it."""

import ast
import asyncio
import builtins
import inspect
import json
import linecache
import sys
import types

import _slotbox_command_line

_dumps = json.dumps
main = None
_loop = None
_count = 0


def begin():
    global main, _loop
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__dict__.update(__builtins__=builtins, __annotations__={}, __loader__=None)
    sys.argv = [""]
    sys.path.insert(0, "")
    _loop = asyncio.new_event_loop()


def run(source, max_chars):
    """Returns whether it failed, the last expression's value as JSON and as text, or the exit code if that was its end."""
    global _count
    _count += 1
    filename = f"<cell-{_count}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    try:
        value = _execute(source, filename)
        text = "" if value is None else repr(value)
    except SystemExit as error:
        return {"exitCode": _slotbox_command_line.finish(_slotbox_command_line.exit_code_of(error))}
    except BaseException as error:
        _report(error)
        return _flushed({"failed": True, "json": "", "text": ""})
    if value is not None:
        builtins._ = value
    encoded = _as_json(value)
    # One more than it may have: so that the host sees there was more.
    return _flushed({"failed": False, "json": encoded if len(encoded) <= max_chars else "", "text": text[: max_chars + 1]})


def _execute(source, filename):
    tree = ast.parse(source, filename)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    _evaluate(tree, filename, "exec")
    return _evaluate(ast.Expression(last.value), filename, "eval") if last else None


def _evaluate(tree, filename, mode):
    code = compile(tree, filename, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    result = eval(code, main.__dict__)
    return _loop.run_until_complete(result) if code.co_flags & inspect.CO_COROUTINE else result


def _report(error):
    """The traceback begins in the code itself."""
    trace = error.__traceback__
    while trace and not trace.tb_frame.f_code.co_filename.startswith("<cell-"):
        trace = trace.tb_next
    if trace or isinstance(error, SyntaxError):
        error.__traceback__ = trace
    _slotbox_command_line.report(error)


def _as_json(value):
    """Returns "" for what JSON can't hold."""
    if value is None:
        return ""
    try:
        return _dumps(value, allow_nan=False)
    except Exception:
        return ""


def _flushed(result):
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    return result
