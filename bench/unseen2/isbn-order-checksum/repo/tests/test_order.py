import pytest

from isbndesk.isbn import InvalidIsbn, normal
from isbndesk.order import OrderRejected, read


def test_normal():
    assert normal("978-3-16-148410-0") == "9783161484100"
    for text in ("978-3-16-148410-1", "3-16-148410-0", "978-3-16-148410-X"):
        with pytest.raises(InvalidIsbn):
            normal(text)


def test_read():
    assert read("orders/grundschule-am-see.ini").copies == 12


def test_one_bad_line_rejects_the_order(tmp_path):
    path = tmp_path / "o.ini"
    path.write_text("[order]\nschool = S\n[978-3-16-148410-0]\ncopies = 1\n[978-3-16-148410-7]\ncopies = 1\n")
    with pytest.raises(OrderRejected, match="check digit"):
        read(path)
