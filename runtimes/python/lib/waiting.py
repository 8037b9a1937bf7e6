"""Sleeping, and an event loop over poll and children: nothing else runs in this process."""

import asyncio
import select
import selectors
import time

import _slotbox_child_transports
import _slotbox_network

_poll = select.poll()


def _sleep(seconds):
    import _slotbox_host

    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if seconds > 0:
        _slotbox_host.prepareSleep(time.time() * 1000 + float(seconds) * 1000)
        _poll.poll(-1)
    if _slotbox_host.takeInterrupt():
        raise KeyboardInterrupt


class _Selector:
    """Waits for time, for descriptors, and for children."""

    def __init__(self):
        self.descriptors = selectors.PollSelector()
        self.children = {}

    def select(self, timeout=None):
        if self.children:
            return self._select_with_children(timeout)
        if self.descriptors.get_map():
            return self.descriptors.select(timeout)
        if timeout is None:
            raise RuntimeError("the event loop waits for something that can't happen: there are no sockets and no threads")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def _select_with_children(self, timeout):
        import _slotbox_host

        events = self.descriptors.select(timeout)
        while pid := _slotbox_host.takeEnded():
            status = _slotbox_host.answer(1)
            process, callback = self.children.pop(pid)
            process.returncode = -(status - 256) if status >= 256 else status
            callback(process.returncode)
        return events

    def close(self):
        self.descriptors.close()


class EventLoop(asyncio.base_events.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Selector()

    def _process_events(self, events):
        for key, mask in events:
            for event, handle in key.data.items():
                if mask & event:
                    self._add_callback(handle)

    def _listen(self, fd, event, callback, args):
        descriptors = self._selector.descriptors
        fd = fd if isinstance(fd, int) else fd.fileno()
        handle = asyncio.Handle(callback, args, self, None)
        known = descriptors.get_map().get(fd)
        if known is None:
            descriptors.register(fd, event, {event: handle})
        else:
            descriptors.modify(fd, known.events | event, {**known.data, event: handle})

    def _ignore(self, fd, event):
        descriptors = self._selector.descriptors
        fd = fd if isinstance(fd, int) else fd.fileno()
        known = descriptors.get_map().get(fd)
        if known is None or event not in known.data:
            return False
        known.data.pop(event).cancel()
        if known.data:
            descriptors.modify(fd, known.events & ~event, known.data)
        else:
            descriptors.unregister(fd)
        return True

    def add_reader(self, fd, callback, *args):
        self._listen(fd, selectors.EVENT_READ, callback, args)

    def remove_reader(self, fd):
        return self._ignore(fd, selectors.EVENT_READ)

    def add_writer(self, fd, callback, *args):
        self._listen(fd, selectors.EVENT_WRITE, callback, args)

    def remove_writer(self, fd):
        return self._ignore(fd, selectors.EVENT_WRITE)

    def _watch_child(self, process, callback):
        import _slotbox_host

        self._selector.children[process.pid] = (process, callback)
        _slotbox_host.watchChild(process.pid)

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
