import json
import unittest

from flagserver.app import App
from flagserver.flags import Flags


class AppTest(unittest.TestCase):
    def setUp(self):
        self.app = App(Flags({"a": 1, "b": [True]}))

    def test_plain(self):
        self.assertEqual(json.loads(self.app.handle("GET /flags")[4:]), {"a": 1, "b": [True]})

    def test_tenant_without_overrides(self):
        self.assertEqual(self.app.view("initech"), {"a": 1, "b": [True]})

    def test_unknown_flag(self):
        with self.assertRaisesRegex(AttributeError, "no flag named c"):
            self.app.flags.c

    def test_other_path(self):
        self.assertEqual(self.app.handle("GET /"), "404")
