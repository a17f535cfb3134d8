import contextlib
import os


class Segments(contextlib.ExitStack):
    """One append-only file for each topic."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        self.files = {}

    def open(self, topics):
        os.makedirs(self.folder, exist_ok=True)
        for topic in topics:
            path = os.path.join(self.folder, topic + ".log")
            self.files[topic] = self.enter_context(open(path, "a", encoding="utf-8"))
        return self

    def append(self, topic, text):
        self.files[topic].write(text + "\n")
