import argparse
import logging
import sys
from pathlib import Path

from probekit import plugins
from probekit.runner import Runner, UnknownCheck

BASE = Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    runner = Runner(plugins.load(BASE / "plugins"), plugins.settings(BASE / "probe.ini"))
    try:
        results = [runner.run_one(name) for name in args.names] if args.names else runner.run_all()
    except UnknownCheck as err:
        parser.error(f"no check {err}")
    for result in results:
        print("ok  " if result.ok else "FAIL", result.name, result.text,
              *(f"{key}={value:g}" for key, value in result.metrics.items()))
    return 0 if all(r.ok for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
