from datetime import date

import pytest

from lending import fees
from lending.store import Loan, Medium


@pytest.mark.parametrize("kind, days, cents", [("novel", 3, 60), ("film", 3, 60), ("film", 90, 1800), ("novel", -2, 0)])
def test_owed(kind, days, cents):
    loan = Loan(1, "m1", Medium("X-1", "A title", kind), date(2026, 11, 20 - days) if days < 20 else date(2026, 8, 22))
    assert fees.owed(loan, date(2026, 11, 20)) == cents
