"""The partner offices, by the letters that their parcels' numbers begin with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    code: str
    city: str
    phone: str


OFFICES = [
    Office("HB", "Bremen", "+49 421 5550199"),
    Office("KI", "Kiel", "+49 431 5550110"),
]


def office_of(parcel: str) -> Office | None:
    """The office that took a parcel in; None for those that came by post."""
    return next((office for office in OFFICES if parcel.startswith(office.code)), None)
