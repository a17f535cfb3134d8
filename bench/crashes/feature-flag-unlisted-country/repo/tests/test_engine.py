import unittest

import flagship
from flagship.engine import bucket


class EngineTest(unittest.TestCase):
    def test_full_rollout(self):
        self.assertTrue(flagship.enabled("new-checkout", "u-1", "DE"))

    def test_variant(self):
        self.assertEqual(flagship.variant_for("new-checkout", "u-1", "DE"), "two-step")
        self.assertEqual(flagship.variant_for("new-checkout", "u-1", "FR"), "one-page")

    def test_bucket_is_stable(self):
        self.assertEqual(bucket("a", "b"), bucket("a", "b"))
        self.assertIn(bucket("a", "b"), range(100))
