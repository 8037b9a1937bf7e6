"""asyncio's child processes, and the pipes to them."""

import os
import subprocess
from asyncio import base_subprocess, transports

_CHUNK_BYTES = 1 << 16
_PIPE_BUF = 4096


class ReadPipe(transports.ReadTransport):
    """What a child prints."""

    def __init__(self, loop, pipe, protocol, waiter):
        super().__init__({"pipe": pipe})
        self._loop, self._pipe, self._protocol = loop, pipe, protocol
        self._closed = False
        loop.call_soon(protocol.connection_made, self)
        loop.call_soon(self.resume_reading)
        loop.call_soon(waiter.set_result, None)

    def _deliver(self):
        data = os.read(self._pipe.fileno(), _CHUNK_BYTES)
        if data:
            self._protocol.data_received(data)
            return
        self._protocol.eof_received()
        self.close()

    def pause_reading(self):
        if not self._closed:
            self._loop.remove_reader(self._pipe.fileno())

    def resume_reading(self):
        if not self._closed:
            self._loop.add_reader(self._pipe.fileno(), self._deliver)

    def is_closing(self):
        return self._closed

    def close(self):
        if not self._closed:
            self.pause_reading()
            self._closed = True
            self._pipe.close()
            self._loop.call_soon(self._protocol.connection_lost, None)


class WritePipe(transports.WriteTransport):
    """What a child is to read."""

    def __init__(self, loop, pipe, protocol, waiter):
        super().__init__({"pipe": pipe})
        self._loop, self._pipe, self._protocol = loop, pipe, protocol
        self._waiting = bytearray()
        self._ends = False
        loop.call_soon(protocol.connection_made, self)
        loop.call_soon(waiter.set_result, None)

    def write(self, data):
        if not self._waiting and data and not self._ends:
            self._loop.add_writer(self._pipe.fileno(), self._drain)
        self._waiting += data

    def _drain(self):
        error = None
        try:
            del self._waiting[: os.write(self._pipe.fileno(), self._waiting[: _PIPE_BUF])]
        except OSError as raised:
            self._waiting.clear()
            self._ends, error = True, raised
        if not self._waiting:
            self._loop.remove_writer(self._pipe.fileno())
            if self._ends:
                self._close(error)

    def can_write_eof(self):
        return True

    def write_eof(self):
        self.close()

    def get_write_buffer_size(self):
        return len(self._waiting)

    def is_closing(self):
        return self._ends

    def abort(self):
        if self._waiting:
            self._loop.remove_writer(self._pipe.fileno())
            self._waiting.clear()
        self._ends = False
        self.close()

    def close(self):
        if not self._ends:
            self._ends = True
            if not self._waiting:
                self._close(None)

    def _close(self, error):
        if not self._pipe.closed:
            self._pipe.close()
            self._loop.call_soon(self._protocol.connection_lost, error)


class ChildTransport(base_subprocess.BaseSubprocessTransport):
    def _start(self, args, shell, stdin, stdout, stderr, bufsize, **kwargs):
        self._proc = subprocess.Popen(
            args, shell=shell, stdin=stdin, stdout=stdout, stderr=stderr, bufsize=bufsize, **kwargs
        )
        self._loop._watch_child(self._proc, self._process_exited)
