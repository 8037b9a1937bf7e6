"""What Emscripten's os lacks, or has no truth in; in the image, since other modules look for it as they are loaded."""

import math
import os
import sys
from errno import ESRCH

_NS_PER_SECOND = 1_000_000_000
_AT_FDCWD = -100
_open_utime = os.utime
_fixed_sysconf = os.sysconf
_fixed_getpriority = os.getpriority


def _link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True):
    import _slotbox_host

    errno = _slotbox_host.link(os.path.abspath(os.fsdecode(src)), os.path.abspath(os.fsdecode(dst)))
    if errno:
        raise OSError(errno, os.strerror(errno), src, None, dst)


def _umask(mask, /):
    import _slotbox_host

    return _slotbox_host.umask(mask.__index__() & 0o777)


def _timespec(time):
    """Seconds and nanoseconds, as CPython takes them from a number."""
    if not isinstance(time, float):
        return time.__index__(), 0
    if not math.isfinite(time):
        raise ValueError("Invalid value NaN (not a number)" if math.isnan(time) else "cannot convert float infinity to integer")
    fraction, seconds = math.modf(time)
    nanoseconds = math.floor(fraction * _NS_PER_SECOND)
    return int(seconds) + nanoseconds // _NS_PER_SECOND, nanoseconds % _NS_PER_SECOND


def _utime(path, times=None, *, dir_fd=None, follow_symlinks=True, **others):
    """Emscripten's takes microseconds, and follows every link."""
    import _slotbox_host

    if isinstance(path, int) or others.keys() - {"ns"}:
        return _open_utime(path, times, dir_fd=dir_fd, follow_symlinks=follow_symlinks, **others)
    ns = others.get("ns")
    if times is not None and "ns" in others:
        raise ValueError("utime: you may specify either 'times' or 'ns' but not both")
    if times is not None and not (isinstance(times, tuple) and len(times) == 2):
        raise TypeError("utime: 'times' must be either a tuple of two ints or None")
    if "ns" in others and not (isinstance(ns, tuple) and len(ns) == 2):
        raise TypeError("utime: 'ns' must be a tuple of two ints")
    sys.audit("os.utime", path, times, ns, -1 if dir_fd is None else dir_fd)
    if ns is not None:
        given = [part for time in ns for part in divmod(time.__index__(), _NS_PER_SECOND)]
    else:
        given = [part for time in times or () for part in _timespec(time)]
    directory = _AT_FDCWD if dir_fd is None else dir_fd
    errno = _slotbox_host.utime(directory, os.fsdecode(path), bool(follow_symlinks), *given)
    if errno:
        raise OSError(errno, os.strerror(errno))


def _sysconf(name, /):
    """Emscripten tells of the most memory that WebAssembly can have."""
    field = _MEMORY.get(os.sysconf_names.get(name, name))
    if field is None:
        return _fixed_sysconf(name)
    with open("/proc/meminfo") as lines:
        kibibytes = next(int(line.split()[1]) for line in lines if line.startswith(field))
    return kibibytes * 1024 // _fixed_sysconf("SC_PAGE_SIZE")


def _getpriority(which, who):
    """Emscripten's are invented."""
    if which != os.PRIO_PROCESS:
        return _fixed_getpriority(which, who)
    try:
        with open(f"/proc/{who or 'self'}/stat") as line:
            return int(line.read().rpartition(") ")[2].split()[16])
    except FileNotFoundError:
        raise ProcessLookupError(ESRCH, os.strerror(ESRCH)) from None


_MEMORY = {
    os.sysconf_names["SC_PHYS_PAGES"]: "MemTotal:",
    os.sysconf_names["SC_AVPHYS_PAGES"]: "MemFree:",
}

os.getpriority = _getpriority
os.link = _link
os.umask = _umask
os.sysconf = _sysconf
os.utime = _utime
for _supporting in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
    _supporting.discard(_open_utime)
    _supporting.add(_utime)
os.lchown = lambda path, uid, gid: os.chown(path, uid, gid, follow_symlinks=False)
# These have looked already; the next to import them gets ones that find it.
for _name in [name for name in sys.modules if name.partition(".")[0] in ("pathlib", "shutil", "tarfile")]:
    del sys.modules[_name]

for _name in ("getuid", "geteuid", "getgid", "getegid"):
    if not hasattr(os, _name):
        setattr(os, _name, lambda: 0)
