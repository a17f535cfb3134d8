import configparser
from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoint:
    host: str
    port: int
    tls: bool = False


@dataclass(frozen=True)
class Settings:
    listen: Endpoint
    upstream: Endpoint


def endpoint(section):
    return Endpoint(section["host"], int(section["port"]), section.getboolean("tls", fallback=False))


def load(path):
    parser = configparser.ConfigParser()
    with open(path, encoding="utf-8") as fh:
        parser.read_file(fh)
    return Settings(endpoint(parser["listen"]), endpoint(parser["upstream"]))
