import logging
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from .rota import NotYet

log = logging.getLogger("oncall")


def get(rota, url):
    """Answers a GET: status and an object for JSON."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    try:
        day = date.fromisoformat(query.get("day", "today"))
    except ValueError:
        return 400, {"error": "day=YYYY-MM-DD"}
    try:
        if parts.path == "/on-call":
            return 200, rota.on_call(day)._asdict()
        if parts.path == "/handover":
            change = rota.handover(day)
            return 200, {"at": change.moment.isoformat(), "from": change.leaves.name, "to": change.comes.name,
                         "phone": change.comes.phone}
    except NotYet as err:
        log.info("%s is before the rota", err)
        return 404, {"error": "no rota for this day"}
    return 404, {"error": "unknown path"}
