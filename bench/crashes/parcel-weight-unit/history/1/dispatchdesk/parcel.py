from dataclasses import dataclass


@dataclass(frozen=True)
class Parcel:
    reference: str
    weight_kg: float
    longest_mm: int
    destination: str

    @classmethod
    def from_order(cls, order):
        return cls(
            reference=order["reference"],
            weight_kg=sum(item["grams"] * item.get("count", 1) for item in order["items"]) / 1000,
            longest_mm=max(item["longest_mm"] for item in order["items"]),
            destination=order["to"],
        )
