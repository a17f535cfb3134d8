"""Who is on call. Everybody has a week, Monday to Monday, and then it is the next one's turn, round and round."""
import json
from collections import namedtuple
from datetime import date, datetime, time, timedelta

Person = namedtuple("Person", "name phone")
Handover = namedtuple("Handover", "moment leaves comes")


class NotYet(LookupError):
    """Before the first day of the rota."""


class Rota:
    def __init__(self, start, people, hour=9):
        if start.weekday():
            raise ValueError("a rota starts on a Monday")
        self.start = start
        self.people = people
        self.hour = hour

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as fp:
            data = json.load(fp)
        return cls(date.fromisoformat(data["start"]), [Person(**p) for p in data["people"]], data["hour"])

    def _turn(self, day):
        """Number of the person within the list."""
        if day < self.start:
            raise NotYet(day.isoformat())
        return (day - self.start).days // 7 % len(self.people)

    def on_call(self, day):
        return self.people[self._turn(day)]

    def handover(self, day):
        """The next change of people after a day: when, from whom to whom."""
        turn = self._turn(day)
        monday = day + timedelta(days=7 - day.weekday())
        return Handover(datetime.combine(monday, time(self.hour)), self.people[turn], self.people[turn + 1])

    def days_of(self, name, first, days):
        """The days on which somebody is on call."""
        span = (first + timedelta(days=n) for n in range(days))
        return [day for day in span if self.on_call(day).name == name]
