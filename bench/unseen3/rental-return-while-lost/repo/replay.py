import logging
import sys

from toolrent.accounts import Accounts
from toolrent.machine import Machine
from toolrent.tools import stock


def main(path):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    accounts = Accounts()
    machine = Machine(stock(), accounts)
    with open(path) as fp:
        for line in fp:
            machine.event(*line.split())
    for customer, cents in sorted(accounts.owed.items()):
        print(f"{customer} {cents / 100:.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
