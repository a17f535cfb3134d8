import argparse
import sys

from edgeproxy import settings
from edgeproxy.pool import Pool


def start(path):
    chosen = settings.load(path)
    pool = Pool(chosen.upstream.idle_timeout)
    print(f"listening on {chosen.listen.port}, upstream {chosen.upstream.host}, idle {pool.idle_timeout:g}s")
    return pool


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="edgeproxy")
    arguments.add_argument("--settings", required=True)
    print("edgeproxy 3.2.0 starting", file=sys.stderr)
    start(arguments.parse_args().settings)
