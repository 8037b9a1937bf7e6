"""There is none: sockets say so in words, at once."""

import errno
import os
import socket

REFUSAL = (errno.ENETUNREACH, os.strerror(errno.ENETUNREACH) + ": slots have no network")


def _refuse(self, *_):
    raise OSError(*REFUSAL)


socket.socket.connect = socket.socket.listen = socket.socket.sendto = _refuse
socket.socket.connect_ex = lambda self, _: errno.ENETUNREACH
socket.gethostname = lambda: os.uname().nodename
