import csv


class PickLine:
    __slots__ = ("order", "bin", "sku", "quantity", "grams")

    def __init__(self, order, bin, sku, quantity, grams):
        self.order = order
        self.bin = bin
        self.sku = sku
        self.quantity = quantity
        self.grams = grams

    @property
    def mark(self):
        return "!" if self.quantity * self.grams > 25_000 else ""


def read(path):
    with open(path, newline="") as fp:
        for row in csv.DictReader(fp):
            yield PickLine(row["order"], row["bin"], row["sku"], int(row["quantity"]), int(row["grams"]))
