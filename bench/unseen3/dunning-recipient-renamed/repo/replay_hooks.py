import json
import logging
import sys

from subsvc.accounts import Accounts
from subsvc.hooks import Hooks
from subsvc.mailer import Mailer


def main(path):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    mailer = Mailer()
    hooks = Hooks(Accounts("accounts.json"), mailer)
    with open(path) as fp:
        for line in fp:
            hooks.handle(json.loads(line))
    for to, subject, _ in mailer.queue:
        print(f"{to}: {subject}")


if __name__ == "__main__":
    main(sys.argv[1])
