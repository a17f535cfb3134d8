"""Continuous output of the scale: 'S' or 'D', a blank, kilograms. S stands for a stable weight."""
from enum import Enum


class State(Enum):
    EMPTY = "empty"
    MOVING = "moving"
    STABLE = "stable"


class Weighing:
    """Gives each truck once: at the first stable weight after the scale was empty."""

    def __init__(self, threshold=500):
        self.threshold = threshold
        self.state = State.EMPTY

    def feed(self, line):
        kind, _, number = line.strip().partition(" ")
        kilos = int(number)
        if kilos < self.threshold:
            self.state = State.EMPTY
        elif kind == "D":
            if self.state is State.EMPTY:
                self.state = State.MOVING
        elif self.state is not State.STABLE:
            self.state = State.STABLE
            return kilos
        return None
