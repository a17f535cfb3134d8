import re

from loglens.entry import Entry

ACCESS = re.compile(r"(?P<host>\d+(?:\.\d+){3}) - (?P<rest>.+?) (?P<status>\d{3})$")
APP = re.compile(r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<level>[A-Z]+) (?P<text>.*)$")


def access(lines):
    """Entries of an access log, by status."""
    entry = None
    for line in lines:
        line = line.rstrip("\n")
        found = ACCESS.match(line)
        if found:
            if entry:
                yield entry
            entry = Entry(found["status"], found["rest"])
        elif entry:
            entry.text += "\n" + line
    if entry:
        yield entry


def app(lines):
    """Entries of an application log, by level."""
    for line in lines:
        found = APP.match(line.rstrip("\n"))
        yield Entry(found.group("level"), found.group("text"))
