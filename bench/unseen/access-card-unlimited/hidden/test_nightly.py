from datetime import date

from zutritt import Register, revoke_expired


def test_night():
    register = Register()
    assert [c.serial for c in revoke_expired(register, date(2024, 7, 1))] == ["04:a1", "04:c9"]
    assert [c.revoked for c in register.cards()] == [True, False, False, True]
    assert revoke_expired(register, date(2024, 7, 1)) == []


def test_last_day_counts():
    assert [c.serial for c in revoke_expired(Register(), date(2024, 6, 30))] == ["04:a1"]


def test_far_future():
    register = Register()
    assert len(revoke_expired(register, date(2100, 1, 1))) == 3
    assert [c.holder for c in register.cards() if not c.revoked] == ["fire brigade"]
