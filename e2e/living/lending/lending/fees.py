"""What is owed for media that come back late, in cents."""
from __future__ import annotations

from datetime import date

from .store import Loan

RATE = 20
RATES = {"novel": 20, "film": 100, "audio book": 50, "magazine": 10}
MOST = 2000


def days_late(loan: Loan, today: date) -> int:
    return max((today - loan.due).days, 0)


def owed(loan: Loan, today: date) -> int:
    return min(days_late(loan, today) * RATES[loan.medium.kind], MOST)
