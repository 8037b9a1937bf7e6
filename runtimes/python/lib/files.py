"""What Emscripten's os lacks; in the image, since other modules look for it as they are loaded."""

import os
import sys


def _link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True):
    import _slotbox_host

    errno = _slotbox_host.link(os.path.abspath(os.fsdecode(src)), os.path.abspath(os.fsdecode(dst)))
    if errno:
        raise OSError(errno, os.strerror(errno), src, None, dst)


def _umask(mask, /):
    import _slotbox_host

    return _slotbox_host.umask(mask.__index__() & 0o777)


os.link = _link
os.umask = _umask
os.lchown = lambda path, uid, gid: os.chown(path, uid, gid, follow_symlinks=False)
# These have looked already; the next to import them gets ones that find it.
for _name in [name for name in sys.modules if name.partition(".")[0] in ("pathlib", "shutil", "tarfile")]:
    del sys.modules[_name]

for _name in ("getuid", "geteuid", "getgid", "getegid"):
    if not hasattr(os, _name):
        setattr(os, _name, lambda: 0)
