import json
import math


class Tariff:
    def __init__(self, steps):
        self.steps = steps  # full hours -> cents

    @classmethod
    def load(cls, path):
        with open(path) as fp:
            return cls({int(hours): cents for hours, cents in json.load(fp).items()})

    def price(self, minutes):
        hours = max(1, math.ceil(minutes / 60))
        reached = [h for h in self.steps if h <= hours]
        return self.steps[max(reached)]


class Garage:
    def __init__(self, tariff):
        self.tariff = tariff
        self.bays = {}

    def enter(self, bay, plate, minute):
        if bay in self.bays:
            raise RuntimeError(f"bay {bay} is taken")
        self.bays[bay] = [plate, minute]

    def leave(self, bay, minute):
        plate, since = self.bays[bay]
        del self.bays[bay]
        return plate, self.tariff.price(minute - since)

    def save(self, path):
        with open(path, "w") as fp:
            json.dump({"bays": self.bays}, fp)

    def restore(self, path):
        with open(path) as fp:
            self.bays = json.load(fp)["bays"]
