from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Address:
    street: str
    city: str
    postcode: str

    def one_line(self) -> str:
        return f"{self.street}, {self.city} {self.postcode}"


@dataclass(frozen=True)
class Line:
    sku: str
    quantity: int
    grams: int


@dataclass
class Order:
    id: str
    customer: str
    address: Address | None = None      # None: click-and-collect
    lines: list[Line] = field(default_factory=list)

    @property
    def grams(self) -> int:
        return sum(line.quantity * line.grams for line in self.lines)

    @classmethod
    def from_dict(cls, raw: dict) -> Order:
        address = raw.get("address")
        return cls(
            id=raw["id"],
            customer=raw["customer"],
            address=Address(**address) if address else None,
            lines=[Line(**line) for line in raw["lines"]],
        )
