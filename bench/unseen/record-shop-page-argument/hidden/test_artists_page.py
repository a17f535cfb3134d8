import pytest

from app import create_app

get = create_app().get


def test_second_page():
    assert get("/artists?page=2&size=2") == (200, {"page": 2, "pages": 3, "items": ["Can", "Dorothy Ashby"]})
    assert get("/artists?page=9&size=2")[1]["items"] == []


@pytest.mark.parametrize("page", ["x", "0", "-1"])
def test_bad_page(page):
    assert get(f"/artists?page={page}")[0] == 400


def test_no_page():
    assert get("/artists")[1]["page"] == 1
