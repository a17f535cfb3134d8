"""preview.py TENANT [--set NAME=VALUE ...] - shows a tenant's page with other settings"""
import argparse

from tinconf import Settings
from tinconf.render import page
from tinconf.settings import plain


def assignment(text):
    name, _, value = text.partition("=")
    return name, plain(value)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tenant")
    parser.add_argument("--set", type=assignment, action="append", default=[])
    args = parser.parse_args()
    settings = Settings.load("conf", args.tenant)
    if args.set:
        settings = settings.override(**dict(args.set))
    print(page(settings, ["Fish & chips", "Regatta", "Choir"]))


main()
