import configparser
from types import SimpleNamespace

from edgeproxy.units import duration


def _listen(section):
    return SimpleNamespace(port=section.getint("port"), drain=duration(section["drain"]))


def _upstream(section):
    return SimpleNamespace(
        host=section["host"],
        connect_timeout=duration(section["connect_timeout"]),
        idle_timeout=float(section["idle_timeout"]),
        retries=section.getint("retries"),
    )


def load(path):
    parser = configparser.ConfigParser()
    with open(path) as handle:
        parser.read_file(handle)
    return SimpleNamespace(listen=_listen(parser["listen"]), upstream=_upstream(parser["upstream"]))
