import io
import unittest
import urllib.error

from stockmirror.retry import retry
from stockmirror.sync import Mirror


def failing(code, calls):
    @retry(times=3, pause=0)
    def call():
        calls.append(code)
        raise urllib.error.HTTPError("http://peer", code, "no", {}, io.BytesIO())
    return call


class SyncTest(unittest.TestCase):
    def test_gives_up_after_three(self):
        calls = []
        with self.assertRaises(urllib.error.HTTPError):
            failing(503, calls)()
        self.assertEqual(len(calls), 3)

    def test_client_errors_at_once(self):
        calls = []
        with self.assertRaises(urllib.error.HTTPError):
            failing(404, calls)()
        self.assertEqual(len(calls), 1)

    def test_mirror_stays(self):
        class Peer:
            def levels(self, depot):
                if depot == "b":
                    raise OSError("down")
                return {depot: 1}

        mirror = Mirror()
        mirror.sync(Peer(), ["a"])
        with self.assertRaises(OSError):
            mirror.sync(Peer(), ["a", "b"])
        self.assertEqual(mirror.levels, {"a": {"a": 1}})
