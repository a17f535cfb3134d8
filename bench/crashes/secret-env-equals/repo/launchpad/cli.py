import argparse

from . import envfile
from .labels import parse_labels
from .plan import plan


def main(argv=None):
    ap = argparse.ArgumentParser(prog="launchpad")
    ap.add_argument("command", choices=["plan"])
    ap.add_argument("envfile")
    ap.add_argument("--label", action="append", default=[])
    args = ap.parse_args(argv)
    print("\n".join(plan(envfile.load(args.envfile), parse_labels(args.label))))
