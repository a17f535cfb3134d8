import unittest

from helpline.migrate import overview, tickets
from helpline.vocab import Channel, Priority


class MigrateTest(unittest.TestCase):
    def test_ticket(self):
        (t,) = tickets(["7\tWEB\tnew\tlow\tHello\n"])
        self.assertEqual((t.number, t.channel, t.priority), (7, Channel.WEB, Priority.LOW))

    def test_done_is_left_out(self):
        self.assertEqual(overview(["1\tweb\tDONE\tlow\tx", "2\tweb\tnew\thigh\ty"]), ["2 within 8h: y"])

    def test_strange_channel(self):
        with self.assertRaises(ValueError):
            list(tickets(["7\tfax\tnew\tlow\tHello\n"]))
