from taskboard.model import Board, Card, Checklist


def test_checklist_progress():
    assert Checklist("a", [Card("x", True), Card("y"), Card("z")]).progress == 33


def test_board_progress_is_the_mean_of_its_checklists():
    board = Board("b", [Checklist("a", [Card("x", True)]), Checklist("c", [Card("y")])])
    assert board.progress == 50
    assert not board.finished


def test_empty_board_is_finished():
    assert Board("b").progress == 100
    assert Board("b").finished
