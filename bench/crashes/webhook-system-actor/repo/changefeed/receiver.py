import hashlib
import hmac
import json

from .handlers import HANDLERS


class BadSignature(Exception):
    pass


class Receiver:
    def __init__(self, secret: bytes):
        self.secret = secret
        self.entries = []

    def sign(self, body: bytes) -> str:
        return "sha256=" + hmac.new(self.secret, body, hashlib.sha256).hexdigest()

    def receive(self, event, signature, body):
        if not hmac.compare_digest(signature, self.sign(body)):
            raise BadSignature(event)
        match HANDLERS.get(event):
            case None:
                return 404
            case handler:
                entry = handler(json.loads(body))
        if entry is not None:
            self.entries.append(entry)
        return 200
