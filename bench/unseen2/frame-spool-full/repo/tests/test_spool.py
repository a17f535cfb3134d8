import os
import tempfile
import unittest

from camspool.frames import Camera
from camspool.spool import BrokenSpool, Writer, read


class SpoolTest(unittest.TestCase):
    def setUp(self):
        temp = tempfile.TemporaryDirectory()
        self.addCleanup(temp.cleanup)
        self.path = os.path.join(temp.name, "a.spool")
        with Writer(self.path) as spool:
            for number, pixels in Camera().frames(3):
                spool.put(number, pixels)

    def test_round_trip(self):
        self.assertEqual(list(read(self.path)), list(Camera().frames(3)))

    def test_cut_off(self):
        os.truncate(self.path, os.path.getsize(self.path) - 1)
        with self.assertRaises(BrokenSpool):
            list(read(self.path))
