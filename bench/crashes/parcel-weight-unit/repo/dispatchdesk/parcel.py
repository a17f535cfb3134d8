from dataclasses import dataclass


@dataclass(frozen=True)
class Parcel:
    reference: str
    weight_g: int
    longest_mm: int
    destination: str

    @classmethod
    def from_order(cls, order):
        return cls(
            reference=order["reference"],
            weight_g=sum(item["grams"] * item.get("count", 1) for item in order["items"]),
            longest_mm=max(item["longest_mm"] for item in order["items"]),
            destination=order["to"],
        )
