import pytest

from songpress.booklet import Booklet
from songpress.reader import NoSuchSong, read


def write(folder, **files):
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def test_book():
    booklet = Booklet.make(read("book/book.song"))
    assert booklet.contents() == [" 1 Lantern", " 2 Lantern, second voice", " 3 Ferryman"]


def test_needed_twice(tmp_path):
    write(tmp_path, a="%need c\n%need b\n%need c\n1\n", b="%need c\n2\n", c="3\n")
    assert list(read(tmp_path / "a")) == ["3", "2", "1"]


def test_round(tmp_path):
    write(tmp_path, a="1\n%need b\n2\n", b="3\n%need c\n4\n", c="5\n%need a\n%need b\n%need c\n6\n")
    assert list(read(tmp_path / "a")) == ["1", "3", "5", "6", "4", "2"]


def test_two_books_in_a_row(tmp_path):
    write(tmp_path, a="1\n%need b\n", b="2\n")
    assert list(read(tmp_path / "a")) == list(read(tmp_path / "a")) == ["1", "2"]


def test_absent(tmp_path):
    write(tmp_path, a="%need b\n", b="%need a\n%need zz\n")
    with pytest.raises(NoSuchSong):
        list(read(tmp_path / "a"))
