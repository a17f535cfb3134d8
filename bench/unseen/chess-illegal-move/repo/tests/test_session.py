import pytest

from rook.rules import Board, IllegalMove
from rook.session import Session


def test_turns():
    board = Board()
    board.move("e2", "e4")
    with pytest.raises(IllegalMove):
        board.move("e4", "e5")
    assert board.turn == "b" and "e4" in board.pieces


def test_session_goes_on():
    said = []
    session = Session(said.append)
    for text in ("move e2e5", "move e2e4"):
        assert session.line(text)
    assert said == ["illegal a pawn cannot go from e2 to e5", "ok"]
