"""Ends a trial that waits for something that can never come: an event loop with nothing left to do, a queue that nobody fills."""
import asyncio
import queue
import socket
import socketserver
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
    serve = socketserver.BaseServer.serve_forever

    def serve_forever(self, *args, **kwargs):
        if threading.current_thread() is threading.main_thread():
            raise Idle()
        return serve(self, *args, **kwargs)
    socketserver.BaseServer.serve_forever = serve_forever


def listening(key):
    """Whether a registered file only waits for somebody to connect; the pipe by which a loop wakes itself counts as well."""
    try:
        held = socket.socket(fileno=key.fd)
    except (OSError, ValueError):
        return False
    try:
        return held.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1 or held.family == socket.AF_UNIX
    except OSError:
        return False
    finally:
        held.detach()


class Policy(asyncio.DefaultEventLoopPolicy):
    """Makes event loops that notice when they are idle."""

    def new_event_loop(self):
        loop = super().new_event_loop()
        selector = getattr(loop, "_selector", None)
        if selector is not None:
            select = selector.select

            def idle(timeout=None):
                if timeout is None and threading.active_count() == 1 and all(listening(k) for k in selector.get_map().values()):
                    raise Idle()
                return select(timeout)
            selector.select = idle
        return loop
