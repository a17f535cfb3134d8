import argparse
import json
import logging
from pathlib import Path

from billing import tiers as tier_table
from billing.invoice import invoice
from billing.taxes import Taxes

log = logging.getLogger("tillbilling")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("accounts")
    parser.add_argument("--config", type=Path, default=Path("config"))
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    taxes = Taxes.load(args.config / "taxes.json")
    tiers = tier_table.load(args.config / "tiers.json")
    with open(args.accounts) as fp:
        accounts = json.load(fp)
    log.info("billing %d accounts", len(accounts))
    for account in accounts:
        made = invoice(account, tiers, taxes)
        print(made["account"], made["tier"], made["net"], made["discount"], made["tax"], made["total"])


if __name__ == "__main__":
    main()
