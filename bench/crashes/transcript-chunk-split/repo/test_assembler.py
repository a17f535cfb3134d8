import doctest
import unittest

from captions import assembler
from captions.assembler import LineAssembler
from captions.transcript import Transcript


def load_tests(loader, tests, ignore):
    tests.addTests(doctest.DocTestSuite(assembler))
    return tests


class AssemblerTest(unittest.TestCase):
    def test_line_over_three_pieces(self):
        a = LineAssembler()
        self.assertEqual(a.feed(b"00:0"), [])
        self.assertEqual(a.feed(b"0:01 he"), [])
        self.assertEqual(a.feed("llo ä\n".encode()), ["00:00:01 hello ä"])
        self.assertIsNone(a.close())

    def test_not_utf8(self):
        with self.assertRaises(UnicodeDecodeError):
            LineAssembler().feed(b"caf\xe9 au lait\n")

    def test_transcript(self):
        t = Transcript()
        t.add("00:01:01 Hi")
        t.add("garbage")
        self.assertEqual((t.captions, t.rejected), ([(61, "Hi")], 1))
