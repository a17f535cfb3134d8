"""Ends a trial that waits for something that can never come: an event loop with nothing left to do, a queue that nobody fills."""
import asyncio
import queue
import threading


class Idle(BaseException):
    """Nothing can wake the driven code any more."""


def watch():
    """Makes waits that cannot end raise instead. The trial's process is thrown away, so nothing is put back."""
    asyncio.set_event_loop_policy(Policy())
    inner = queue.Queue.get

    def get(self, block=True, timeout=None):
        if block and timeout is None and not self.qsize() and threading.active_count() == 1:
            raise Idle()
        return inner(self, block, timeout)
    queue.Queue.get = get


class Policy(asyncio.DefaultEventLoopPolicy):
    """Makes event loops that notice when they are idle."""

    def new_event_loop(self):
        loop = super().new_event_loop()
        selector = getattr(loop, "_selector", None)
        if selector is not None:
            select = selector.select

            def idle(timeout=None):
                if timeout is None and len(selector.get_map()) <= 1 and threading.active_count() == 1:
                    raise Idle()
                return select(timeout)
            selector.select = idle
        return loop
