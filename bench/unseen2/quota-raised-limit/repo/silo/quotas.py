import os

from .sizes import human, parse

HEAD = "# written by silo.py, do not edit while a check is running\n"


def read(path):
    quotas = {}
    with open(path) as fp:
        for line in fp:
            if line.startswith("#") or not line.strip():
                continue
            name, limit = line.split()
            quotas[name] = parse(limit)
    return quotas


def write(path, quotas):
    with open(path + ".new", "w") as fp:
        fp.write(HEAD)
        for name, limit in sorted(quotas.items()):
            fp.write(f"{name} {human(limit)}\n")
    os.replace(path + ".new", path)


def over(quotas, usage):
    """Who uses more than allowed, with the excess. Without a quota there is no limit."""
    return {name: used - quotas[name] for name, used in sorted(usage.items())
            if name in quotas and used > quotas[name]}
