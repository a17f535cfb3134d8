import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    station: str
    upstream: tuple[str, int]
    interval: int
    prefix: str

    @classmethod
    def from_environment(cls, environ=os.environ):
        host, _, port = environ["TIDE_UPSTREAM"].partition(":")
        return cls(
            station=environ["TIDE_STATION"],
            upstream=(host, int(port)),
            interval=int(environ.get("TIDE_INTERVAL", "60")),
            prefix=environ.get("TIDE_PREFIX", "tide"),
        )
