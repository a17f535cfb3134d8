import json

import pytest

from auditpages.entries import Entries
from auditpages.files import export
from auditpages.paging import page_count, pages


def entries(count):
    made = Entries()
    for number in range(1, count + 1):
        made.add(number, "t", "w", "x")
    return made


@pytest.mark.parametrize("total, count", [(0, 0), (1, 1), (3, 1), (4, 1), (5, 2), (8, 2), (9, 3), (12, 3)])
def test_needed(total, count):
    assert page_count(total, 4) == count


@pytest.mark.parametrize("total", [0, 1, 4, 7, 8])
def test_everything_once(total):
    got = list(pages(entries(total), 4))
    assert [row[0] for page in got for row in page.rows] == list(range(1, total + 1))
    assert all(page.rows for page in got) and all(page.of == len(got) for page in got)


def test_export(tmp_path):
    names = export(tmp_path / "a", pages(entries(8), 4))
    assert names == ["audit-000001-000004.tsv", "audit-000005-000008.tsv"]
    assert (tmp_path / "a" / names[1]).read_text().startswith("# page 2 of 2\n5\t")
    assert json.loads((tmp_path / "a" / "index.json").read_text())["pages"] == 2


def test_export_of_nothing(tmp_path):
    assert export(tmp_path / "b", pages(entries(0), 4)) == []
