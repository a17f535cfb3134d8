import time

from frontdoor import settings
from frontdoor.signing import sign, verify


def start(user, now=time.time):
    return sign(settings.SESSION_SECRET, f"{user}:{int(now()) + settings.SESSION_LIFE}")


def user_of(cookie, now=time.time):
    text = verify(settings.SESSION_SECRET, cookie)
    if text is None:
        return None
    user, _, until = text.rpartition(":")
    return user if int(until) > now() else None
