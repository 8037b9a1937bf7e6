"""Turns an interpreter that was brought up ahead of need into the one that was asked for."""

import gc
import json
import os
import random
import sys

import _slotbox_command_line
import _slotbox_host
import _slotbox_processes
import _slotbox_waiting


def _link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True):
    errno = _slotbox_host.link(os.path.abspath(os.fsdecode(src)), os.path.abspath(os.fsdecode(dst)))
    if errno:
        raise OSError(errno, os.strerror(errno), src, None, dst)


def begin(serialized):
    options = json.loads(serialized)
    _slotbox_processes.install()
    _slotbox_waiting.install()
    os.link = _link
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
    return _slotbox_command_line.run(options["args"])
