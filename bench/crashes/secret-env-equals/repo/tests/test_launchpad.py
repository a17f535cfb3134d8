import unittest

from launchpad.envfile import parse
from launchpad.errors import EnvFileError
from launchpad.labels import parse_labels
from launchpad.plan import plan


class Env(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(parse(['A=1', '', '# x=y', 'B_2="two words"']), {"A": "1", "B_2": "two words"})

    def test_bad_name(self):
        with self.assertRaises(EnvFileError):
            parse(["lower=1"])

    def test_no_equals(self):
        with self.assertRaises(EnvFileError) as caught:
            parse(["A=1", "NOTHING"])
        self.assertEqual(caught.exception.number, 2)


class Labels(unittest.TestCase):
    def test_value_may_hold_equals(self):
        self.assertEqual(parse_labels(["rule=a=b"]), {"rule": "a=b"})

    def test_plan_masks(self):
        self.assertEqual(plan({"API_KEY": "abc", "A": "1"}, {}), ["--env A=1", "--env API_KEY=***"])
