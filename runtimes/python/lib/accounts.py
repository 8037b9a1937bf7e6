"""The modules pwd and grp, over the slot's /etc/passwd and /etc/group."""

import collections
import sys
import types

_FIELDS = {
    "pwd": ("passwd", "pw", ("name", "passwd", "uid", "gid", "gecos", "dir", "shell")),
    "grp": ("group", "gr", ("name", "passwd", "gid", "mem")),
}


def _module(name):
    file, prefix, fields = _FIELDS[name]
    number = "uid" if name == "pwd" else "gid"
    module = types.ModuleType(name)
    entry = collections.namedtuple(f"struct_{file}", [f"{prefix}_{field}" for field in fields], module=name)

    def parse(line):
        values = dict(zip(fields, line.split(":")))
        values.update({field: int(values[field]) for field in ("uid", "gid") if field in values})
        if "mem" in values:
            values["mem"] = [member for member in values["mem"].split(",") if member]
        return entry(**{f"{prefix}_{field}": value for field, value in values.items()})

    def every():
        with open(f"/etc/{file}", encoding="utf-8") as lines:
            return [parse(line.rstrip("\n")) for line in lines if line.strip()]

    def find(field, wanted, shown):
        for candidate in every():
            if getattr(candidate, f"{prefix}_{field}") == wanted:
                return candidate
        raise KeyError(f"get{prefix}{'nam' if field == 'name' else number}(): {field} not found: {shown}")

    setattr(module, f"struct_{file}", entry)
    setattr(module, f"get{prefix}all", every)
    setattr(module, f"get{prefix}nam", lambda wanted: find("name", wanted, repr(wanted)))
    setattr(module, f"get{prefix}{number}", lambda wanted: find(number, wanted, wanted))
    return module


for _name in _FIELDS:
    sys.modules[_name] = _module(_name)
