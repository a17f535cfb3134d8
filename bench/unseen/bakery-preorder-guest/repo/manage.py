#!/usr/bin/env python3
import logging
import sys

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def main(argv):
    from shop import seed, views

    seed.load("shop/fixtures/orders.json")
    command, _, day = argv
    if command == "slips":
        for text in views.print_slips(day):
            print(text)
    elif command == "receipts":
        for text in views.mail_receipts(day):
            print(text)
    else:
        raise SystemExit("manage.py slips|receipts --day DAY")


if __name__ == "__main__":
    main(sys.argv[1:])
