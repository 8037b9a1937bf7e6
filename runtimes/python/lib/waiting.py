"""Sleeping, and an event loop that blocks: nothing else runs in this process."""

import asyncio
import select
import time

import _slotbox_child_transports
import _slotbox_network


def _sleep(seconds):
    import _slotbox_host

    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if seconds > 0:
        _slotbox_host.sleepUntil(time.time() * 1000 + float(seconds) * 1000)
        select.poll().poll(-1)
    if _slotbox_host.takeInterrupt():
        raise KeyboardInterrupt


class _Selector:
    """Nothing can be waited for but time."""

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("the event loop waits for something that can't happen: there are no sockets and no threads")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def close(self):
        pass


class EventLoop(asyncio.base_events.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Selector()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass

    def add_signal_handler(self, *_):
        raise NotImplementedError

    def run_in_executor(self, executor, function, *args):
        """There are no threads: the function runs at once."""
        future = self.create_future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def _make_read_pipe_transport(self, pipe, protocol, waiter=None, extra=None):
        return _slotbox_child_transports.ReadPipe(self, pipe, protocol, waiter)

    def _make_write_pipe_transport(self, pipe, protocol, waiter=None, extra=None):
        return _slotbox_child_transports.WritePipe(self, pipe, protocol, waiter)

    async def _make_subprocess_transport(
        self, protocol, args, shell, stdin, stdout, stderr, bufsize, extra=None, **kwargs
    ):
        waiter = self.create_future()
        transport = _slotbox_child_transports.ChildTransport(
            self, protocol, args, shell, stdin, stdout, stderr, bufsize, waiter=waiter, extra=extra, **kwargs
        )
        await waiter
        return transport

    async def _no_network(self, *_, **__):
        raise OSError(*_slotbox_network.REFUSAL)

    create_connection = create_server = create_datagram_endpoint = _no_network
    create_unix_connection = create_unix_server = _no_network


class _Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    def _loop_factory(self):
        return EventLoop()


def install():
    time.sleep = _sleep
    asyncio._set_running_loop(None)
    asyncio.run = asyncio.runners.run
    asyncio.events._set_event_loop_policy(_Policy())
