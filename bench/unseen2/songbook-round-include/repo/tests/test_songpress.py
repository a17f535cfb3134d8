import tempfile
import unittest
from pathlib import Path

from songpress.booklet import Booklet
from songpress.reader import NoSuchSong, read


class SongpressTest(unittest.TestCase):
    def setUp(self):
        temp = tempfile.TemporaryDirectory()
        self.addCleanup(temp.cleanup)
        self.folder = Path(temp.name)

    def test_need(self):
        (self.folder / "a").write_text("%song A\n%need b\nx\n")
        (self.folder / "b").write_text("%song B\ny\n")
        self.assertEqual(list(read(self.folder / "a")), ["%song A", "%song B", "y", "x"])

    def test_absent(self):
        (self.folder / "a").write_text("%need b\n")
        with self.assertRaises(NoSuchSong):
            list(read(self.folder / "a"))

    def test_contents(self):
        booklet = Booklet.make(["%title T", "%song A", "la", "", "%song B", "lo"])
        self.assertEqual(booklet.contents(), [" 1 A", " 2 B"])
