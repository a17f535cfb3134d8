"""Goes on from what was observed. While too few inputs that work reach a change, the neighbours of the most telling ones are tried:
of those that reach it and work, then of those that fail there, then of those that run past it."""
import random

import heald_direct
import heald_generate

WANTED, FAILING, TRIES, PATIENCE, PARENTS, READERS = 26, 60, 240, 140, 24, 6
TURNS = ("near", "near", "fails", "near", "beside", "fails")


class Growth:
    """What is known of the inputs so far. An aim is what one candidate changes: [path, first line, last line] each."""

    def __init__(self, request, drives, known, constants, lab=None):
        self.aims, self.crash = request.get("aims") or [], request.get("crash") or {}
        self.known, self.constants = known, constants
        self.rng = random.Random("grow %s" % request.get("seed", 1))
        self.held = {heald_generate.key(d) for d in drives}
        self.counts, self.parents, self.led = [0] * len(self.aims), {"near": [], "fails": [], "beside": []}, set()
        self.failing = [0] * len(self.aims)  # inputs that reach a change and fail there
        self.tries, self.turn, self.found = 0, 0, 0
        self.lab, self.request, self.direct, self.between, self.guests, self.met = lab, request, None, False, set(), 0

    def learn(self, drive, seen, entry, grown):
        """Takes in how an input ended. True when it is worth telling: it works and reaches a change that too few reach, or it fails there
        and none was found that works."""
        if seen.get("end") not in ("return", "raise"):
            return False
        if drive.get("traced") and seen["end"] == "return" and drive["function"].rsplit(".", 1)[-1] != self.crash.get("name"):
            self.led.add((entry, seen["value"]))
        aims = [n for n, aim in enumerate(self.aims) if any(within(seen.get("lines") or {}, part) for part in aim)]
        role = self.role(seen, entry, bool(aims))
        if not role or drive.get("far", 0) > 1:
            return False
        counts = self.counts if role == "near" else self.failing if role == "fails" else None
        told = counts is not None and any(counts[n] < (WANTED if role == "near" else FAILING) for n in aims) and (role == "near" or not self.found)
        if told or not grown:
            for n in aims if counts is not None else ():
                counts[n] += 1
        self.found += role == "near"
        if len(self.parents[role]) < PARENTS:
            self.parents[role].append([aims, drive, None])
        if role != "beside":
            self.meet(role, aims, drive)
        return told

    def meet(self, role, aims, drive):
        """Makes a call that nobody was seen to make one of the known ones, now that it works and led to a change, and goes on from what it
        reads."""
        if heald_generate.key(drive) not in self.guests or self.met >= READERS:
            return
        self.met += 1
        if role == "near":
            self.known.meet(drive)
        self.parents[role] += [[aims, made, None] for made in heald_direct.with_files(self.lab, drive)]

    def role(self, seen, entry, reached):
        if seen.get("hit") or (entry, seen.get("value")) in self.led:
            return "fails" if reached else None
        if seen["end"] == "return" or seen.get("raised"):
            return "near" if reached else "beside" if seen.get("lines") else None
        return "fails" if reached else None

    def next(self):
        """Another input to try, or None when there are enough or no more is to be hoped for."""
        while self.short() and self.tries < TRIES and (self.found or self.tries < PATIENCE):
            drive = self.call()
            if drive is not None:
                return drive
            held = [r for r in TURNS if self.parents[r]]
            if not held:
                return None
            role = held[self.turn % len(held)]
            self.turn += 1
            drive = self.child(self.parents[role])
            if drive is not None:
                self.tries += 1
                return drive
        return None

    def call(self):
        """The next call that nobody was seen to make, every other time."""
        if self.direct is None:
            self.direct = heald_direct.drives(self.lab, self.request)[::-1] if self.lab else []
        self.between = not self.between
        while self.direct and self.between:
            drive = self.direct.pop()
            guessed = drive.pop("guessed")
            drive["far"] = max(int(guessed), self.known.far(dict(drive, receiver="", setup=[])))
            if heald_generate.key(drive) not in self.held and drive["far"] <= 1:
                self.held.add(heald_generate.key(drive))
                self.guests.add(heald_generate.key(drive))
                self.tries += 1
                return drive
        return None

    def short(self):
        return [n for n, count in enumerate(self.counts) if count < WANTED]

    def child(self, parents):
        """The next neighbour of the parent whose turn it is that was not tried yet."""
        parent = parents.pop(0)
        if parent[0] and not any(self.counts[n] < WANTED for n in parent[0]):
            return None  # what it reaches is reached often enough
        if parent[2] is None:
            parent[2] = self.neighbours(parent[1], 1 if parents is self.parents["near"] or self.tries % 2 else 4)
        for drive in parent[2]:
            drive["far"] = self.known.far(drive)
            if drive["far"] <= 1:
                parents.append(parent)
                return drive
        return None

    def neighbours(self, drive, spread):
        """One of each place in turn. Of what works the near ones come first; what fails may be left by a part less or by a longer way."""
        queues = []
        for slot in heald_generate.slots(drive, self.constants):
            queues.append(iter([d for _, d in sorted(((cost + spread * self.rng.random(), d) for cost, d in slot), key=lambda p: p[0])[:80]]))
        while queues:
            for queue in list(queues):
                made = next(queue, None)
                if made is None:
                    queues.remove(queue)
                elif heald_generate.key(made) not in self.held:
                    self.held.add(heald_generate.key(made))
                    yield made


def within(lines, part):
    path, first, last = part
    return any(first <= line <= last for line in lines.get(path, ()))
