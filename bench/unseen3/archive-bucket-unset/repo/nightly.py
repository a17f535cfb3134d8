import argparse
import logging
from datetime import date

from coldstore.config import tenants
from coldstore.plan import expired


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    logging.info("plan for %s", args.today)
    for tenant in tenants(args.config):
        for identity in expired(tenant, args.today):
            print("delete", tenant.name, identity)


if __name__ == "__main__":
    main()
