import unittest

from shelfmark.supplier import clean_number, read_titles


class SupplierTest(unittest.TestCase):
    def test_number(self):
        self.assertEqual(clean_number(" 1,234,567"), 1234567)
        with self.assertRaises(ValueError):
            clean_number("many")

    def test_autumn(self):
        with open("supplier/autumn.csv", newline="") as fh:
            titles = list(read_titles(fh))
        self.assertEqual([t.copies for t in titles], [1500, 40])
        self.assertEqual(titles[0].isbn, "9780000000012")


if __name__ == "__main__":
    unittest.main()
