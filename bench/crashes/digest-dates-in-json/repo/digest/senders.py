import abc
import json

from digest.codec import encode


class Sender(abc.ABC):
    """Delivers the tasks of one reader."""

    @abc.abstractmethod
    def send(self, reader, tasks):
        ...


class FileSender(Sender):
    def __init__(self, path="outbox.ndjson"):
        self.path = path

    def send(self, reader, tasks):
        line = json.dumps({"reader": reader, "tasks": tasks}, default=encode)
        with open(self.path, "a", encoding="utf-8") as outbox:
            outbox.write(line + "\n")


class WebhookSender(Sender):
    def __init__(self, post):
        self.post = post

    def send(self, reader, tasks):
        body = json.dumps({"reader": reader, "tasks": tasks})
        self.post(body.encode("utf-8"), {"Content-Type": "application/json"})
