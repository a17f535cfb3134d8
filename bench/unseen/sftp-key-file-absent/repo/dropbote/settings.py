import os
from typing import NamedTuple


class Settings(NamedTuple):
    url: str
    token: str


def secret(environ, name):
    with open(environ[name], encoding="ascii") as fh:
        return fh.read().strip()


def from_environ(environ=os.environ):
    return Settings(environ.get("PARTNER_URL", "https://drop.partner.example/in"), secret(environ, "PARTNER_TOKEN_FILE"))
