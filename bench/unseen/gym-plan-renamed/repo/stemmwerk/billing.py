import logging
from collections import namedtuple

from .catalog import UnknownPlan, find_plan

log = logging.getLogger(__name__)
Debit = namedtuple("Debit", "iban cents text")


def debit(member, catalog, month):
    plan = find_plan(catalog, member.plan)
    return Debit(member.iban, plan.monthly_cents, f"{plan.title} {month}")


def run(members, catalog, month):
    debits = []
    for member in members:
        if member.frozen:
            continue
        try:
            debits.append(debit(member, catalog, month))
        except UnknownPlan as err:
            # the office looks into these by hand
            log.warning("member %d has unknown plan %s", member.number, err)
    log.info("%d debits for %s", len(debits), month)
    return debits
