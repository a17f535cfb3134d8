import unittest

from mailthread.message import Message
from mailthread.threads import Forest


def mail(identity, parent=None):
    message = Message()
    message.add("Message-ID", identity)
    if parent:
        message.add("In-Reply-To", parent)
    message.add("Subject", "about " + identity)
    return message


class MessageTest(unittest.TestCase):
    def test_parse(self):
        message = Message.parse("subject: Hello\n  there\nmessage-id: <1@x>\n\ntext")
        self.assertEqual(message.subject, "Hello there")
        self.assertEqual(message.identity, "<1@x>")
        self.assertEqual(message.body, "text")

    def test_threads(self):
        forest = Forest()
        for message in (mail("1"), mail("2", "1"), mail("3", "2"), mail("4")):
            forest.insert(message)
        self.assertEqual(forest.threads(), {"1": ["1", "2", "3"], "4": ["4"]})
        self.assertEqual(forest.title("3"), "about 1")
