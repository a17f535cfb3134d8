#!/usr/bin/env python3
import sys


def main(argv):
    from buying import seed, services

    seed.load("buying/fixtures/requests.json")
    command, _, week = argv
    if command != "ask":
        raise SystemExit("manage.py ask --week N")
    for mail in services.approval_mails(int(week)):
        print(mail)


if __name__ == "__main__":
    main(sys.argv[1:])
