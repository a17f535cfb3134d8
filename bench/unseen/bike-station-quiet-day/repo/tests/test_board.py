from radpuls.board import board, cell
from radpuls.figures import longest, median
from radpuls.trips import Trips


def test_saturday():
    lines = list(board(Trips(), "2024-02-10"))
    assert lines[1] == ["Harbour", "1", "12.0", "12.0", "12.0"]
    assert len(lines) == 4


def test_cells():
    assert [cell(v) for v in (None, 3, 0.0)] == ["-", "3", "0.0"]


def test_nothing():
    assert longest([]) is None and median([]) is None
