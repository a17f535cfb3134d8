import unittest

import reorder


class ReorderTest(unittest.TestCase):
    def test_few_pieces(self):
        rows = [
            {"sku": "KT-0012", "name": "Whisk", "price": 11.0, "discount": 1.0, "stock": 35},
            {"sku": "KT-0066", "name": "Copper saucepan", "price": 149.0, "discount": 1.25, "on_hand": 2},
        ]
        self.assertEqual(reorder.lines(rows), ["KT-0066     2  Copper saucepan"])
