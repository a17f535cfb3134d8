"""What is printed on a parcel's tag."""

from app.offices import office_of


def tag(parcel: str) -> str:
    office = office_of(parcel)
    city = office.city if office is not None else "by post"
    return f"{parcel} / {city}"
