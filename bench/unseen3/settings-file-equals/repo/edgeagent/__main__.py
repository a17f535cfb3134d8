import argparse
import logging
import sys

from .errors import SettingsError
from .metrics import measure
from .settings import Settings, layered
from .sources import from_arguments, from_file


def main():
    parser = argparse.ArgumentParser(prog="edgeagent")
    parser.add_argument("--conf")
    parser.add_argument("--set", action="append", default=[], dest="pairs")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    logging.info("reading %s", args.conf or "no file")
    try:
        values = layered(from_file(args.conf) if args.conf else {}, from_arguments(args.pairs))
        settings = Settings.from_values(values)
    except SettingsError as err:
        sys.exit(f"edgeagent: {err}")
    logging.info("%s: every %d s to %s", settings.site, settings.poll_seconds, settings.url.partition("?")[0])
    logging.info("first values %s", measure(settings.metrics))


main()
