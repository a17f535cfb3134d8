from datetime import date

from noticeboard.channels import Mail
from noticeboard.people import channel, load

DAY = date(2024, 12, 3)


def test_mail_without_locale():
    expected = "To: a@b\n\nVi lukker den 3.12.2024."
    assert Mail("a@b").render("closing", DAY) == expected
    assert Mail("a@b", None).render("closing", DAY) == expected
    assert channel({"mail": "a@b", "locale": None}).render("closing", DAY) == expected


def test_mail_with_locale():
    assert Mail("a@b", "EN-US").render("closing", DAY).endswith("We close on 12/3/2024.")


def test_nobody_is_left_out():
    assert [c.render("closing", DAY).splitlines()[-1] for c in load("people.json")] == [
        "We close on 12/3/2024.", "Vi lukker den 3.12.2024.", "Vi lukker den 3.12.2024."]
