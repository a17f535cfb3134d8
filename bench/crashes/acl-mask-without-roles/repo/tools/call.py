import argparse
import logging
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from docshelf.dispatch import call  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("route")
parser.add_argument("--user", required=True)
parser.add_argument("--document", required=True)
args = parser.parse_args()
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
print(*call(args.route, args.user, document=args.document))
