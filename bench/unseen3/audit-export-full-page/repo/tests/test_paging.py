from auditpages.entries import Entries
from auditpages.paging import page_count, pages


def test_count():
    assert page_count(9, 4) == 3
    assert page_count(3, 4) == 1


def test_rows():
    entries = Entries()
    for number in range(1, 6):
        entries.add(number, "t", "w", "x")
    assert [[row[0] for row in page.rows] for page in pages(entries, 3)] == [[1, 2, 3], [4, 5]]
