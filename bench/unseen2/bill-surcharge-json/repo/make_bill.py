import json
import sys

from kontor.bill import from_order
from kontor.money import show
from kontor.setup import read_prices, read_surcharges

for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as fp:
        bill = from_order(json.load(fp), read_prices(), read_surcharges())
    print(f"bill {bill.number} for {bill.customer}")
    for line in bill.lines:
        print(f"{line.pieces:4} {line.sku:<12} {show(line.total)}")
    print(f"{'':17} {show(bill.total)}")
