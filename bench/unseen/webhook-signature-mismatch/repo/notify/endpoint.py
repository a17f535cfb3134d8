import json
import logging

from .signing import BadSignature, verify

log = logging.getLogger("notify")


class Endpoint:
    def __init__(self, secret):
        self.secret = secret
        self.paid = {}

    def post(self, headers, body):
        """Gives the HTTP status."""
        try:
            self.accept(headers.get("X-Signature", ""), body)
        except BadSignature:
            log.error("delivery turned away", exc_info=True)
            return 401
        return 204

    def accept(self, signature, body):
        verify(self.secret, body, signature)
        event = json.loads(body)
        self.paid[event["order"]] = event["cents"]
