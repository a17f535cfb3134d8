import csv


class Trips:
    def __init__(self, path="data/trips.csv", stations="data/stations.txt"):
        with open(stations) as fh:
            self.stations = [line.strip() for line in fh if line.strip()]
        with open(path, newline="") as fh:
            self.rows = [(r["day"], r["from"], float(r["minutes"])) for r in csv.DictReader(fh)]

    def minutes(self, day, station):
        return [m for d, s, m in self.rows if (d, s) == (day, station)]
