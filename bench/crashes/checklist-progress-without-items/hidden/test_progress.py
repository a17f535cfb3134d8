import taskboard.web
from taskboard.model import Board, Card, Checklist


def test_empty_checklist_is_done():
    assert Checklist("later").progress == 100


def test_it_counts_in_the_board():
    board = Board("b", [Checklist("later"), Checklist("now", [Card("x")])])
    assert board.progress == 50
    assert Board("b", [Checklist("later")]).finished


def test_page_lists_it():
    page = taskboard.web.board_page(7)
    assert "Release 4.1 [100% green]" in page and "Hotfixes: 100%" in page


def test_others_are_as_before():
    assert Checklist("a", [Card("x")]).progress == 0
    assert Checklist("a", [Card("x", True), Card("y")]).progress == 50
    assert "Kitchen: 50%" in taskboard.web.board_page(3)
