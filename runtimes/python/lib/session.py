"""Turns an interpreter that was brought up ahead of need into the one that was asked for."""

import gc
import json
import os
import random
import sys

import _slotbox_cells
import _slotbox_command_line
import _slotbox_host
import _slotbox_processes
import _slotbox_waiting

_dumps = json.dumps


def prepare(options):
    _slotbox_processes.install(options["pid"])
    _slotbox_waiting.install()
    # An image has the same numbers for all.
    random.seed()
    os.environ.clear()
    os.environ.update(options["env"])
    os.chdir(options["cwd"])
    library = [path for path in sys.path if path.startswith("/lib/")]
    sys.path[:] = [*library, *options["packages"]]
    sys.executable = sys._base_executable = "/usr/bin/python3"
    sys.dont_write_bytecode = True
    # What is there already outlives the program: looking through it for garbage would take longer than most programs.
    gc.freeze()


def begin(serialized):
    """Runs a command line and returns its exit code."""
    options = json.loads(serialized)
    prepare(options)
    return _slotbox_command_line.run(options["args"])


def evaluate(serialized):
    """Runs code in the session, which the first call begins. Returns what became of it, as JSON."""
    options = json.loads(serialized)
    if _slotbox_cells.main is None:
        prepare(options)
        _slotbox_cells.begin()
    return _dumps(_slotbox_cells.run(options["code"], options["maxValueChars"]))
