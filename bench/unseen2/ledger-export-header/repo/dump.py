import argparse
import logging
import sys

from ledgerdump.export import FORMATS
from ledgerdump.ledger import Ledger

parser = argparse.ArgumentParser(description="writes the journal to standard output")
parser.add_argument("format", choices=FORMATS)
parser.add_argument("--account", type=int)
parser.add_argument("--journal", default="journal.sql")
args = parser.parse_args()
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
ledger = Ledger.open(args.journal)
logging.info("journal %s as %s", ledger.name, args.format)
count = FORMATS[args.format](sys.stdout, ledger).run(args.account)
logging.info("%d entries", count)
