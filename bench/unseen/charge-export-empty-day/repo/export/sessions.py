import json


def on_day(path, day):
    with open(path) as fh:
        return [s for s in json.load(fh) if s["begin"].startswith(day)]


def as_row(session):
    return {
        "session": session["id"],
        "point": session["evse"],
        "begin": session["begin"],
        "kwh": f"{session['wh'] / 1000:.3f}",
    }
