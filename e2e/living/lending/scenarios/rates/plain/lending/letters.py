"""Reminders by post."""
from __future__ import annotations

from datetime import date

from .fees import RATE, days_late
from .store import Loan


def reminder(loan: Loan, today: date) -> str:
    late = days_late(loan, today)
    return (
        f"{loan.medium.title} was due on {loan.due:%d %B}, {late} days ago. "
        f"Each day costs {RATE / 100:.2f} euros."
    )
