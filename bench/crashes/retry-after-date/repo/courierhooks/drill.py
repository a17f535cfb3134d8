"""Sends two deliveries to a peer that asks for a pause each time."""
import logging

from .sender import Delivery, Sender

ANSWERS = {
    "http://hooks.example/a": (429, {"Retry-After": "120"}),
    "http://hooks.example/b": (503, {"Retry-After": "Tue, 05 Mar 2024 10:15:00 GMT"}),
}


def main():
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    sender = Sender(lambda url, body: ANSWERS[url], lambda: 1709633400.0)
    for url in ANSWERS:
        sender.offer(Delivery(url, b"{}"))
    for d in sender.waiting:
        print("INFO", d.url, "again at", d.not_before)


if __name__ == "__main__":
    main()
