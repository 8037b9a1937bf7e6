"""asyncio's child processes: one runs to its end when its input is complete."""

import subprocess
from asyncio import base_subprocess, transports

_CHUNK_BYTES = 1 << 16


class ReadPipe(transports.ReadTransport):
    """What a child has printed; it waits until the child has run."""

    def __init__(self, loop, pipe, protocol, waiter):
        super().__init__({"pipe": pipe})
        self._loop, self._pipe, self._protocol = loop, pipe, protocol
        self._paused = self._closed = self._begun = False
        loop.call_soon(protocol.connection_made, self)
        loop.call_soon(waiter.set_result, None)

    def begin(self):
        self._begun = True
        self._loop.call_soon(self._deliver)

    def _deliver(self):
        if self._paused or self._closed:
            return
        data = self._pipe.read1(_CHUNK_BYTES)
        if data:
            self._protocol.data_received(data)
            self._loop.call_soon(self._deliver)
            return
        self._protocol.eof_received()
        self.close()

    def pause_reading(self):
        self._paused = True

    def resume_reading(self):
        self._paused = False
        if self._begun:
            self._loop.call_soon(self._deliver)

    def is_closing(self):
        return self._closed

    def close(self):
        if not self._closed:
            self._closed = True
            self._pipe.close()
            self._loop.call_soon(self._protocol.connection_lost, None)


class WritePipe(transports.WriteTransport):
    """What a child is to read."""

    def __init__(self, loop, pipe, protocol, waiter):
        super().__init__({"pipe": pipe})
        self._loop, self._pipe, self._protocol = loop, pipe, protocol
        loop.call_soon(protocol.connection_made, self)
        loop.call_soon(waiter.set_result, None)

    def write(self, data):
        self._pipe.write(data)

    def can_write_eof(self):
        return True

    def write_eof(self):
        self.close()

    def get_write_buffer_size(self):
        return 0

    def is_closing(self):
        return self._pipe.closed

    def abort(self):
        self.close()

    def close(self):
        if not self._pipe.closed:
            self._pipe.close()
            self._loop.call_soon(self._protocol.connection_lost, None)


class ChildTransport(base_subprocess.BaseSubprocessTransport):
    def _start(self, args, shell, stdin, stdout, stderr, bufsize, **kwargs):
        self._proc = subprocess.Popen(
            args, shell=shell, stdin=stdin, stdout=stdout, stderr=stderr, bufsize=bufsize, **kwargs
        )

    async def _connect_pipes(self, waiter):
        await super()._connect_pipes(waiter)
        if self._proc.returncode is not None:
            self._ended()

    def _pipe_connection_lost(self, fd, exc):
        super()._pipe_connection_lost(fd, exc)
        if fd == 0:
            self._ended()

    def _ended(self):
        if self._returncode is not None:
            return
        for fd in (1, 2):
            if self._pipes.get(fd):
                self._pipes[fd].pipe.begin()
        self._process_exited(self._proc.returncode)

    async def _wait(self):
        if self._pipes.get(0):
            self._pipes[0].pipe.close()
        return await super()._wait()
