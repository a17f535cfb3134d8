import hashlib
import hmac


class BadSignature(Exception):
    """The delivery does not come from the payment provider, or was changed on its way."""


def sign(secret: str, body: str) -> str:
    return hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()


def verify(secret: str, body: str, signature: str) -> None:
    if not hmac.compare_digest(sign(secret, body), signature):
        raise BadSignature(f"signature {signature[:8]}... does not fit")
