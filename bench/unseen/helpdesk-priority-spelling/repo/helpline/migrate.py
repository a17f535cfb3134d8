import sys
from typing import Iterator, NamedTuple

from .vocab import Channel, Priority, State


class Ticket(NamedTuple):
    number: int
    channel: Channel
    state: State
    priority: Priority
    subject: str


def rows(lines) -> Iterator[list[str]]:
    for line in lines:
        if line.strip() and not line.startswith("#"):
            yield line.rstrip("\n").split("\t")


def tickets(lines) -> Iterator[Ticket]:
    for number, channel, state, priority, subject in rows(lines):
        yield Ticket(int(number), Channel(channel), State(state), Priority(priority), subject)


def overview(lines):
    open_ = [t for t in tickets(lines) if t.state is not State.DONE]
    open_.sort(key=lambda t: (t.priority.hours, t.number))
    return [f"{t.number} within {t.priority.hours}h: {t.subject}" for t in open_]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as fh:
        print(*overview(fh), sep="\n")
