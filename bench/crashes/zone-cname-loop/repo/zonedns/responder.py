from dataclasses import dataclass, field

from .resolve import ResolveError, addresses, follow_dname


@dataclass
class Answer:
    code: str
    addresses: list = field(default_factory=list)


def answer(zone, name):
    try:
        found = addresses(zone, follow_dname(zone, name))
    except ResolveError:
        return Answer("SERVFAIL")
    return Answer("NOERROR", found) if found else Answer("NXDOMAIN")
