import render_cards
from kochtopf.cards import by_rating, card
from kochtopf.recipe import Recipe, load


def test_none():
    assert Recipe("a", "A", 1).rating is None
    assert Recipe("a", "A", 40, [3, 4]).rating == 3.5


def test_card():
    assert card(Recipe("pho", "Pho", 240)) == "Pho\n  no ratings yet"


def test_order(capsys):
    assert [r.slug for r in by_rating(load("recipes.json"))] == ["shakshuka", "rice", "pho"]
    render_cards.main(["--sort", "rating"])
    assert "Pho\n  no ratings yet" in capsys.readouterr().out
