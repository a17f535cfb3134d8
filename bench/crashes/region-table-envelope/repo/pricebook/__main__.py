import argparse

from .quote import quote

ap = argparse.ArgumentParser(prog="pricebook")
ap.add_argument("command", choices=["quote"])
ap.add_argument("article")
ap.add_argument("--region", default="DE")
args = ap.parse_args()
print(quote(args.article, args.region))
