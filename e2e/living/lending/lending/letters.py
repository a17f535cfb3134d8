"""Reminders by post."""
from __future__ import annotations

from datetime import date

from .fees import RATE, RATES, days_late
from .store import Loan


def reminder(loan: Loan, today: date) -> str:
    late = days_late(loan, today)
    a_day = RATES.get(loan.medium.kind, RATE)
    return (
        f"{loan.medium.title} was due on {loan.due:%d %B}, {late} days ago. "
        f"Each day costs {a_day / 100:.2f} euros."
    )
