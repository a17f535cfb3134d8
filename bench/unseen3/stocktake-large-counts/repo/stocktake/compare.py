from typing import NamedTuple


class Difference(NamedTuple):
    sku: str
    book: int
    counted: int

    @property
    def units(self):
        return self.counted - self.book


def differences(book, counted):
    """Articles whose count is not what the books say, the biggest difference first."""
    found = [Difference(sku, book.get(sku, 0), counted.get(sku, 0)) for sku in book.keys() | counted.keys()]
    return sorted((d for d in found if d.units), key=lambda d: (-abs(d.units), d.sku))
