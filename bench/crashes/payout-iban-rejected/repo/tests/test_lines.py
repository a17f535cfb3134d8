import io
import unittest
from decimal import Decimal

from payoutfile.iban import InvalidIban, check
from payoutfile.lines import RefusedList, read


class Lines(unittest.TestCase):
    def test_good(self):
        got = read(io.StringIO("name,iban,amount\nA,BE68 5390 0754 7034,1.50\n"))
        self.assertEqual(got, [("A", "BE68539007547034", Decimal("1.50"))])

    def test_one_wrong_line_refuses_all(self):
        text = "name,iban,amount\nA,BE68 5390 0754 7034,1.50\nB,BE68 5390 0754 7035,1\n"
        with self.assertRaisesRegex(RefusedList, "line 3"):
            read(io.StringIO(text))

    def test_length(self):
        with self.assertRaises(InvalidIban):
            check("DE89")
