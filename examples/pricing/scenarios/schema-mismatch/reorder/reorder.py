"""What the buyers should order again: python3 reorder.py data/items.json."""

import json
import sys

FEW = 10


def pieces(row):
    """The pieces in the warehouse; the field's name changes with the export's next version."""
    return int(row["on_hand"] if "on_hand" in row else row["stock"])


def lines(rows):
    return [f"{row['sku']}  {pieces(row):>4}  {row['name']}" for row in rows if pieces(row) < FEW]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("\n".join(lines(json.load(file))))
