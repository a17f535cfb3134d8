import argparse
import json
import sys
from collections import defaultdict


class Poll:
    def __init__(self, name):
        self.name = name
        self.votes = defaultdict(int)

    def vote(self, answer):
        self.votes[answer.strip().lower()] += 1

    def leader(self):
        return max(self.votes, key=lambda a: (self.votes[a], a), default=None)

    def dump(self):
        return {"name": self.name, "votes": self.votes}

    @classmethod
    def restore(cls, state):
        poll = cls(state["name"])
        poll.votes = state["votes"]
        return poll


class Box:
    def __init__(self):
        self.polls = {}

    def poll(self, name):
        if name not in self.polls:
            self.polls[name] = Poll(name)
        return self.polls[name]

    def save(self, path):
        with open(path, "w") as fh:
            json.dump([p.dump() for p in self.polls.values()], fh)

    def resume(self, path):
        with open(path) as fh:
            for state in json.load(fh):
                self.polls[state["name"]] = Poll.restore(state)

    def command(self, line):
        verb, _, rest = line.strip().partition(" ")
        if verb == "vote":
            name, _, answer = rest.partition(" ")
            self.poll(name).vote(answer)
        elif verb == "show":
            for answer, n in sorted(self.poll(rest).votes.items()):
                print(n, answer)
        elif verb == "save":
            self.save(rest)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--resume")
    args = ap.parse_args()
    box = Box()
    if args.resume:
        box.resume(args.resume)
    for line in sys.stdin:
        box.command(line)
    for poll in box.polls.values():
        print(poll.name, poll.leader(), file=sys.stderr)


if __name__ == "__main__":
    main()
