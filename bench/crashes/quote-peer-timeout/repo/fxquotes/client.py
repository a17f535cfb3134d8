import socket

from . import protocol


class RateClient:
    """Asks a rate server. A server that does not answer within the deadline is a TimeoutError for the caller."""

    def __init__(self, host, port, deadline=2.0):
        self.address = host, port
        self.deadline = deadline

    def rate(self, pair):
        with socket.create_connection(self.address, timeout=self.deadline) as conn:
            conn.sendall(protocol.request(pair))
            return protocol.parse(self._line(conn), pair)[0]

    def _line(self, conn):
        buffer = b""
        while not buffer.endswith(b"\n"):
            piece = conn.recv(256)
            if not piece:
                raise protocol.ProtocolError("connection closed")
            buffer += piece
        return buffer
