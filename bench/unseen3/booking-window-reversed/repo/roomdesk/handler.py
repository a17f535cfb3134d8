import logging

from .rooms import Taken
from .window import BadRequest, Window

log = logging.getLogger("roomdesk")


class Handler:
    def __init__(self, rooms):
        self.rooms = rooms

    def answer(self, request):
        try:
            return {"status": 200, **self.dispatch(request)}
        except Taken as err:
            return {"status": 409, "error": str(err)}
        except BadRequest as err:
            log.exception("refused %s", request)
            return {"status": 422, "error": str(err)}

    def dispatch(self, request):
        room = request.get("room")
        if room not in self.rooms.bookings:
            raise BadRequest(f"no room {room!r}")
        if request.get("op") == "list":
            return {"bookings": self.rooms.list(room)}
        if request.get("op") != "book":
            raise BadRequest(f"no operation {request.get('op')!r}")
        if not request.get("by"):
            raise BadRequest("who is it?")
        window = Window.parse(request.get("from"), request.get("to"))
        self.rooms.book(room, window, request["by"])
        return {"booked": str(window)}
