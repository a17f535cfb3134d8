import pytest
from fastapi.testclient import TestClient

from app.main import app
from app.manifest import Manifest


@pytest.fixture
def client():
    with TestClient(app) as client:
        app.state.manifest = Manifest([
            {"id": "HB-1", "zone": "domestic", "grams": "1400", "contents": "books", "value": "40.00"},
            {"id": "HB-2", "zone": "world", "grams": "3000", "contents": "a clock", "value": "129,90"},
        ])
        yield client


def test_postage(client):
    assert client.get("/postage/HB-1").json() == {"id": "HB-1", "zone": "domestic", "kilos": 1.4, "cents": 610}


def test_postage_of_whole_kilos(client):
    assert client.get("/postage/HB-2").json()["cents"] == 1990 + 3 * 750


def test_customs(client):
    assert client.get("/customs/HB-2").json()["value_cents"] == 12990


@pytest.mark.parametrize("path", ["/postage/HB-9", "/customs/HB-9"])
def test_unknown(client, path):
    assert client.get(path).status_code == 404
