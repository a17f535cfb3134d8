from kochtopf.cards import card, stars
from kochtopf.recipe import Recipe


def test_card():
    assert card(Recipe("x", "Soup", 10, [4, 5])) == "Soup (quick)\n  **** 4.5"


def test_unrated():
    assert stars(None) == "no ratings yet"
