import pathlib
from datetime import time

import pytest

from skerry.board import Board
from skerry.tables import sailings


@pytest.fixture
def write(tmp_path):
    def write(text):
        (tmp_path / "sailings.txt").write_text(text)
        return tmp_path
    return write


def test_our_own():
    board = Board(pathlib.Path("timetable"))
    assert board.next_from("Stromness", time(9, 15)) == ("STR", "LYN", time(9, 45))
    assert board.next_from("Stromness", time(10)) == ("STR", "LYN", time(12, 10))
    assert board.next_from("Lyness", time(14)) is None
    assert len(board.sailings) == 6


def test_remarks(write):
    folder = write("# from | to | at\n\n   \n  # A | B | 07:00\nA | B | 08:00\n#A|B|09:00\n")
    assert list(sailings(folder)) == [("A", "B", time(8))]


@pytest.mark.parametrize("line", ["A | B", "A | B | 08:00 | daily", "A | B | 8 o'clock", "A B 08:00"])
def test_wrong_lines_stop_the_import(write, line):
    with pytest.raises(ValueError):
        list(sailings(write(f"A | B | 07:00\n{line}\n")))
