from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    login: str
    human: bool = True


SYSTEM_ACTOR = Actor("system", human=False)
"""Stands for whoever is behind an event that nobody triggered by hand (timers, merge trains)."""


@dataclass(frozen=True)
class Entry:
    text: str
    actor: Actor
    notify: bool
