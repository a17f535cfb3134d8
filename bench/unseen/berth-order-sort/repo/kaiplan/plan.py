from .orders import ORDERS


def assign(ships, berths, start=6):
    free = [start] * berths
    for ship in ships:
        berth = free.index(min(free))
        hour = max(free[berth], ship["eta"])
        free[berth] = hour + ship["hours"]
        yield {"berth": berth + 1, "ship": ship["name"], "hour": hour}


def timetable(ships, order, berths=2):
    queue = ORDERS[order](ships)
    return list(assign(queue, berths))
