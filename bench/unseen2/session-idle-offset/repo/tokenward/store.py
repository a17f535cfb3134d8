import json
import os

from .session import Session


class Store:
    def __init__(self, path):
        self.path = path
        with open(path) as fp:
            self.sessions = [Session.from_row(row) for row in json.load(fp)]

    def find(self, token, now):
        """The session of a token when it is still good; notes that it was used."""
        for session in self.sessions:
            if session.token == token and not session.expired(now):
                session.last_seen = now
                return session
        return None

    def clean(self, now):
        gone = [session for session in self.sessions if session.expired(now)]
        self.sessions = [session for session in self.sessions if session not in gone]
        return gone

    def save(self):
        with open(self.path + "~", "w") as fp:
            json.dump([session.to_row() for session in self.sessions], fp, indent=1)
        os.replace(self.path + "~", self.path)
