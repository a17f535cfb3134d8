from steam.errors import Declined
from steam.form import party, text

PLACES = {"birch": 6, "smoke": 4, "lake": 12}


def book(form, taken):
    """Books a slot: the room, the hour, the guests and how many places stay free."""
    room, hour, guests = text(form, "room"), text(form, "hour"), party(form)
    if room not in PLACES:
        raise Declined(f"there is no room {room}")
    free = PLACES[room] - taken.get((room, hour), 0) - guests
    if free < 0:
        raise Declined(f"{room} is full at {hour}")
    taken[room, hour] = PLACES[room] - free
    return {"room": room, "hour": hour, "guests": guests, "free": free}
