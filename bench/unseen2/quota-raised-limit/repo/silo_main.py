"""silo_main.py check QUOTAS USAGE | silo_main.py raise QUOTAS NAME SIZE"""
import json
import sys

from silo import quotas
from silo.sizes import human, parse


def check(path, usage):
    with open(usage) as fp:
        found = quotas.over(quotas.read(path), json.load(fp))
    for name, excess in found.items():
        print(f"{name} is {human(excess)} over")
    return 1 if found else 0


def raise_limit(path, name, size):
    known = quotas.read(path)
    known[name] = known.get(name, 0) + parse(size)
    quotas.write(path, known)
    return 0


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    sys.exit({"check": check, "raise": raise_limit}[command](*rest))
