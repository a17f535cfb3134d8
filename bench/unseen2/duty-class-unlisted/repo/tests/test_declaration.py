import unittest

from exportduty.declaration import declare
from exportduty.parcels import BadParcel, parcels


class DeclarationTest(unittest.TestCase):
    def test_duty(self):
        made = declare({"ref": "a", "country": "NO", "goods": [{"kind": "textile", "value": 1000},
                                                               {"kind": "leather", "value": 500}]})
        self.assertEqual((made.value, made.duty, made.form), (1500, 107, "RD-0020"))

    def test_empty_parcel(self):
        with self.assertRaises(BadParcel):
            list(parcels(["\n", '{"ref": "a", "country": "NO", "goods": []}\n']))
