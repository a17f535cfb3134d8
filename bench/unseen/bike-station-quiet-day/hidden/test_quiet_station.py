from radpuls.board import board
from radpuls.figures import mean
from radpuls.trips import Trips


def test_mean():
    assert mean([]) is None
    assert mean([1.0, 2.0]) == 1.5


def test_sunday():
    assert list(board(Trips(), "2024-02-11"))[1:] == [
        ["Harbour", "2", "11.5", "11.5", "13.0"],
        ["Old Town", "0", "-", "-", "-"],
        ["Hill Road", "1", "4.0", "4.0", "4.0"],
    ]
