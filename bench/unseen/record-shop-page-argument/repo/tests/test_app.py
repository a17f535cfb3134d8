import pytest

from app import create_app


@pytest.fixture
def get():
    return create_app().get


def test_first_page(get):
    assert get("/artists?size=2") == (200, {"page": 1, "pages": 3, "items": ["Alice Coltrane", "Broadcast"]})


def test_releases(get):
    assert get("/releases?page=2&size=3")[1]["items"] == [("Afro-Harping", 1968)]
    assert get("/releases?since=1972")[1]["pages"] == 1


@pytest.mark.parametrize("page", ["x", "0", "-1"])
def test_bad_page(get, page):
    assert get(f"/releases?page={page}")[0] == 400


def test_404(get):
    assert get("/labels")[0] == 404
