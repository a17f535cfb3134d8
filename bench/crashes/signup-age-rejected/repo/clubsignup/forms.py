import re
from datetime import date

from .errors import Rejected

MINIMUM_AGE = 16
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")


def age(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def member_form(data, today):
    """The cleaned form; raises Rejected for what the club does not take."""
    if not MAIL.fullmatch(str(data.get("mail", ""))):
        raise Rejected("mail", "is no mail address")
    try:
        born = date.fromisoformat(data.get("born", ""))
    except (TypeError, ValueError):
        raise Rejected("born", "is no date") from None
    if age(born, today) < MINIMUM_AGE:
        raise Rejected("born", f"members have to be {MINIMUM_AGE} or older")
    return {"mail": data["mail"], "born": born}
