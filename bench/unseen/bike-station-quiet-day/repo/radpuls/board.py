import sys

from .figures import COLUMNS
from .trips import Trips


def cell(value):
    if value is None:
        return "-"
    return f"{value:g}" if isinstance(value, int) else f"{value:.1f}"


def line(station, minutes):
    return [station] + [cell(figure(minutes)) for figure in COLUMNS.values()]


def board(trips, day):
    yield ["station", *COLUMNS]
    for station in trips.stations:
        yield line(station, trips.minutes(day, station))


def main(day):
    for cells in board(Trips(), day):
        print(cells[0].ljust(14), *(c.rjust(8) for c in cells[1:]))


if __name__ == "__main__":
    main(*sys.argv[1:])
