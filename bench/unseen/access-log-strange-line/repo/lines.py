import re
from collections import namedtuple

Hit = namedtuple("Hit", "key status")

ACCESS = re.compile(r'(?P<peer>\S+) \S+ \S+ \[[^]]+\] "(?P<verb>[A-Z]+) (?P<path>[^ ?"]+)[^"]*" (?P<status>\d{3}) ')
ERROR = re.compile(r"\S+ \S+ \[(?P<level>\w+)\] ")
PROXY = re.compile(r"(?P<ms>\d+)ms (?P<up>[\w.:-]+) (?P<status>\d{3})$")


def parse_error(line):
    m = ERROR.match(line)
    if not m:
        return None
    return Hit(m.group("level"), 500 if m.group("level") in ("error", "crit") else 200)


def parse_proxy(line):
    m = PROXY.match(line)
    return m and Hit(m["up"], int(m["status"]))


def parse_access(line):
    m = ACCESS.match(line)
    return Hit(m["path"], int(m["status"]))


PARSERS = {"access": parse_access, "error": parse_error, "proxy": parse_proxy}
