"""RATE <pair> asks for a rate; the answer is one line, <pair> <rate> <epoch>."""
from decimal import Decimal


class ProtocolError(Exception):
    pass


def request(pair):
    return f"RATE {pair}\n".encode("ascii")


def parse(line, pair):
    fields = line.decode("ascii").split()
    if len(fields) != 3 or fields[0] != pair:
        raise ProtocolError(line)
    return Decimal(fields[1]), int(fields[2])
