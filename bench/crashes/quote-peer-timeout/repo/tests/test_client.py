import socket
import threading
from decimal import Decimal

import pytest

from fxquotes.client import RateClient
from fxquotes.invoice import in_currency
from fxquotes.protocol import ProtocolError, parse


def test_rate():
    with socket.create_server(("127.0.0.1", 0)) as server:
        def once():
            conn, _ = server.accept()
            with conn:
                assert conn.recv(100) == b"RATE EURSEK\n"
                conn.sendall(b"EURSEK 11.25 17189")
                conn.sendall(b"04000\n")

        threading.Thread(target=once, daemon=True).start()
        assert in_currency(RateClient(*server.getsockname()), Decimal("10"), "SEK") == Decimal("112.50")


def test_silent_peer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with pytest.raises(TimeoutError):
            RateClient(*server.getsockname(), deadline=0.05).rate("EURSEK")


def test_parse():
    with pytest.raises(ProtocolError):
        parse(b"EURNOK 11 1\n", "EURSEK")
