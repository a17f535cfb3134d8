from collections import namedtuple

Session = namedtuple("Session", "began ended user octets")


def sessions(lines):
    """begin, end (both in whole seconds), user, octets"""
    for line in lines:
        began, ended, user, octets = line.split()
        yield Session(int(began), int(ended), user, int(octets))


def rate(session):
    """Kilobytes a second."""
    return session.octets / 1024 / (session.ended - session.began)
