import tomllib
from dataclasses import dataclass


class UnknownPlan(LookupError):
    pass


@dataclass(frozen=True)
class Plan:
    code: str
    monthly_cents: int
    title: str


# old contracts keep the code they were signed with
RENAMED = {"BASIC": "S", "BASIC+": "M", "VIP": "L"}


def load(path):
    with open(path, "rb") as fp:
        return [Plan(code, **body) for code, body in tomllib.load(fp).items()]


def find_plan(catalog, code) -> Plan:
    """The plan of that code (old codes are understood, too). Raises UnknownPlan."""
    for plan in catalog:
        if plan.code == code:
            return plan
    if code in RENAMED:
        find_plan(catalog, RENAMED[code])
    else:
        raise UnknownPlan(code)
