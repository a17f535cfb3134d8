"""Asks a peer that has stopped answering, as it happened in the June outage."""
import logging
import os
import socket
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from fxquotes.client import RateClient  # noqa: E402
from fxquotes.invoice import in_currency  # noqa: E402

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
with socket.create_server(("127.0.0.1", 0)) as peer:
    client = RateClient(*peer.getsockname(), deadline=0.3)
    logging.info("invoice 20417 in SEK")
    print(in_currency(client, Decimal("129.90"), "SEK"))
