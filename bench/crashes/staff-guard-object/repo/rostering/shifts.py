from .guard import require
from .routes import route

SHIFTS = {"mon": ["mo"], "tue": ["ines", "tariq"]}


@route("GET", "/shifts/([a-z]{3})")
def show(req, day):
    return {"day": day, "staff": SHIFTS.get(day, [])}


@route("POST", "/shifts/([a-z]{3})")
def assign(req, day):
    require(req.session, "planner")
    SHIFTS.setdefault(day, []).append(req.json()["login"])
    return {"day": day, "staff": SHIFTS[day]}
