import pytest

from subsvc.accounts import Account, Accounts, UnknownAccount
from subsvc.hooks import Hooks
from subsvc.mailer import Mailer


@pytest.fixture
def mailer():
    return Mailer()


@pytest.fixture
def hooks(mailer):
    return Hooks(Accounts("accounts.json"), mailer)


def failed(account, attempt=2):
    return {"type": "payment.failed", "account": account, "amount": 4905, "attempt": attempt}


def test_billing_address(hooks, mailer):
    hooks.handle(failed("acc_1"))
    assert mailer.queue == [("books@hollow.example", "Payment failed",
                             "Hollow Bakery: 49.05 EUR could not be collected. We will try 2 more times.")]


def test_owner_when_no_billing_address(hooks, mailer):
    hooks.handle(failed("acc_2", 4))
    assert mailer.queue == [("raj@kite.example", "Payment failed", "Kite Studio: 49.05 EUR could not be collected.")]


def test_trial_goes_to_owner(hooks, mailer):
    hooks.handle({"type": "trial.ending", "account": "acc_1", "days": 3})
    assert mailer.queue[0][0] == "tess@hollow.example"


def test_rest(hooks, mailer):
    hooks.handle({"type": "invoice.paid", "account": "acc_1", "amount": 100})
    hooks.handle({"type": "card.updated", "account": "acc_1"})
    assert [to for to, _, _ in mailer.queue] == ["books@hollow.example"]
    with pytest.raises(UnknownAccount):
        hooks.handle(failed("acc_9"))


def test_email_does_not_come_back():
    assert not hasattr(Account("a", "b", "c"), "email")
