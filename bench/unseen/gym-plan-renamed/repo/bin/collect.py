#!/usr/bin/env python3
"""Direct debits for a month."""
import logging
import pathlib
import sys

BASE = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))

from stemmwerk.billing import run  # noqa: E402
from stemmwerk.catalog import load  # noqa: E402
from stemmwerk.members import read  # noqa: E402

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
for debit in run(read(BASE / "data/members.csv"), load(BASE / "data/plans.toml"), sys.argv[1]):
    print(debit.iban, f"{debit.cents / 100:.2f}", debit.text)
