import json
import unittest

from beacon.api import answer
from beacon.intake import Intake


class ApiTest(unittest.TestCase):
    def setUp(self):
        self.intake = Intake()

    def post(self, body):
        return answer(self.intake, "POST", "/v1/events", body)[0]

    def test_taken(self):
        body = json.dumps({"app": "a", "events": [{"name": "n", "at": 1}]}).encode()
        self.assertEqual(self.post(body), 202)
        self.assertEqual(self.intake.taken, [("a", "n", 1)])

    def test_not_json(self):
        self.assertEqual(self.post(b"{"), 400)
        self.assertEqual(self.intake.taken, [])

    def test_too_many(self):
        body = json.dumps({"app": "a", "events": [{"name": "n", "at": 1}] * 501}).encode()
        self.assertEqual(self.post(body), 413)
