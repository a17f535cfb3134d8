import os


def load():
    return os.getloadavg()[0]


def memory():
    with open("/proc/meminfo") as fp:
        for line in fp:
            name, _, rest = line.partition(":")
            if name == "MemAvailable":
                return int(rest.split()[0])
    return None


METRICS = {"load": load, "memory": memory}


def measure(names):
    return {name: METRICS[name]() for name in names}
