from abc import ABC, abstractmethod


class Station(ABC):
    #: gust in m/s from which on a warning is given
    threshold: float

    def __init__(self, name):
        self.name = name

    @abstractmethod
    def gust(self, wind):
        """Highest wind of the hour in m/s."""

    def warns(self, wind):
        return self.gust(wind) >= self.threshold


class LandStation(Station):
    threshold = 20.0

    def gust(self, wind):
        return round(float(wind["gust"]), 1)


class Buoy(Station):
    threshold = 14.0
    DRIFT = 1.05  # the mast leans into the wind

    def gust(self, wind):
        peak = wind["mean"] if wind["gust"] is None else wind["gust"]
        return round(peak * self.DRIFT, 1)


KINDS = {"land": LandStation, "buoy": Buoy}
