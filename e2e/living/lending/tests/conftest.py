from datetime import date

import pytest

from lending import create_app
from lending.store import Loan, Medium, Store

EMMA = Medium("N-1", "Emma", "novel")
ALIEN = Medium("F-1", "Alien", "film")


@pytest.fixture
def store():
    return Store(
        today=date(2026, 11, 20),
        members={"m1": "Ines Roth"},
        loans={1: Loan(1, "m1", EMMA, date(2026, 11, 15)), 2: Loan(2, "m1", ALIEN, date(2026, 12, 1))},
    )


@pytest.fixture
def client(store):
    return create_app(store).test_client()
