from directory import render
from directory.accounts import Account, Profile, read
from directory.page import rows


def test_avatar_of_a_robot():
    assert render.avatar(Account("deploy-bot", "platform")) == "DB"
    assert render.avatar(Account("sentinel", "platform")) == "SE"


def test_people_as_before():
    assert render.avatar(Account("x", "t", Profile("Ann-Marie Ek"))) == "AE"
    assert render.avatar(Account("zz", "t", Profile("Lo"))) == "LO"


def test_page_lists_everybody():
    lines = list(rows(read("accounts.json"), team="platform"))
    assert [line.split()[0] for line in lines] == ["MK", "DB", "LO"]
    assert "@deploy-bot (deploy-bot)" in lines[1]
