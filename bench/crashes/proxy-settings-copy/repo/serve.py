import argparse
import logging

from flagserver.app import App
from flagserver.flags import Flags

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
log = logging.getLogger("flagserver")


def main():
    ap = argparse.ArgumentParser(description="Answers one request line; the socket is handled by inetd.")
    ap.add_argument("--flags", required=True)
    ap.add_argument("--request", required=True)
    args = ap.parse_args()
    app = App(Flags.load(args.flags))
    try:
        print("INFO", app.handle(args.request))
    except Exception:
        log.exception("request failed: %s", args.request)


main()
