import pytest

from directory import render
from directory.accounts import Account, Profile

PERSON = Account("mkaur", "platform", Profile("Manpreet Kaur", "she/her"))
ROBOT = Account("deploy-bot", "platform")


def test_card():
    assert render.card(PERSON) == "Manpreet Kaur (she/her)"
    assert render.card(ROBOT) == "deploy-bot [robot]"


def test_mention():
    assert render.mention(PERSON) == "@mkaur (Manpreet Kaur)"
    assert render.mention(ROBOT) == "@deploy-bot (deploy-bot)"


@pytest.mark.parametrize("name, letters", [("Manpreet Kaur", "M"), ("Lo", "L"), ("Tan Tze Wei", "T")])
def test_avatar(name, letters):
    assert render.avatar(Account("x", "t", Profile(name))) == letters
