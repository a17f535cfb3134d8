import re

LINE = re.compile(r"(\S+Z) (\S+) (\d{3}) (.*)")
USER = re.compile(r"\buser=(\w+)")
MS = re.compile(r"\bms=(\d+)")
TRACE = re.compile(r"\btrace=([0-9a-f]+)")


def parse(line):
    """The record of a line, None when it is no log line."""
    match = LINE.fullmatch(line.rstrip("\n"))
    if match is None:
        return None
    at, host, status, text = match.groups()
    record = {"at": at, "host": host, "status": int(status), "text": text}
    record.update(extras(text))
    return record


def extras(text):
    """The optional fields."""
    found = {}
    found["user"] = USER.search(text).group(1)
    ms = MS.search(text)
    if ms:
        found["ms"] = int(ms.group(1))
    trace = TRACE.search(text)
    if trace:
        found["trace"] = trace.group(1)
    return found
