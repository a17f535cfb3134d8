import json
import unittest

from changefeed.receiver import BadSignature, Receiver


class ReceiverTest(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver(b"k")

    def post(self, event, payload):
        body = json.dumps(payload).encode()
        return self.receiver.receive(event, self.receiver.sign(body), body)

    def test_merge(self):
        self.post("merge", {"actor": {"login": "ulla"}, "change": {"number": 3, "branch": "main"}})
        entry = self.receiver.entries[0]
        self.assertEqual(entry.text, "ulla merged #3 into main")
        self.assertTrue(entry.notify)

    def test_bots_do_not_notify(self):
        self.post("comment", {"actor": {"login": "ci", "type": "Bot"}, "comment": {"body": "ok"}})
        self.assertFalse(self.receiver.entries[0].notify)

    def test_unknown_event(self):
        self.assertEqual(self.post("star", {}), 404)

    def test_signature(self):
        with self.assertRaises(BadSignature):
            self.receiver.receive("ping", "sha256=0", b"{}")
