import unittest

from postbote.transport import deliver


class Relay:
    def __init__(self, failures):
        self.failures = failures
        self.sent = []

    def __call__(self):
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError(111, "Connection refused")
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def send_message(self, message):
        self.sent.append(message)


class DeliverTest(unittest.TestCase):
    def test_second_try(self):
        relay = Relay(1)
        self.assertEqual(deliver("mail", relay, pause=lambda _: None), 2)
        self.assertEqual(relay.sent, ["mail"])

    def test_gives_up(self):
        with self.assertRaises(ConnectionRefusedError):
            deliver("mail", Relay(3), pause=lambda _: None)
