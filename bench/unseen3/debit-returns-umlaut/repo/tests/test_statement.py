import unittest
from decimal import Decimal

from debitdesk.matching import Invoices
from debitdesk.readers import read_statement


class StatementTest(unittest.TestCase):
    def test_names(self):
        names = [b.name for b in read_statement("inbox/statement.txt")]
        self.assertEqual(names, ["Bäckerei Grüner", "Kontoführung", "O’Neill & Söhne"])

    def test_paid(self):
        invoices = Invoices({"2025-0044": "118.00", "x": "1"})
        done = [invoices.paid(b) for b in read_statement("inbox/statement.txt")]
        self.assertEqual(done, [True, False, False])
        self.assertEqual(invoices.open, {"x": Decimal(1)})


if __name__ == "__main__":
    unittest.main()
