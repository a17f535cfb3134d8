from dataclasses import dataclass


from .rates import FORM, duty


@dataclass
class Declaration:
    ref: str
    country: str
    value: int
    duty: int

    @property
    def form(self):
        return FORM[self.country]


def declare(parcel):
    country = parcel["country"]
    goods = parcel["goods"]
    return Declaration(
        parcel["ref"],
        country,
        sum(item["value"] for item in goods),
        sum(duty(country, item["kind"], item["value"]) for item in goods),
    )
