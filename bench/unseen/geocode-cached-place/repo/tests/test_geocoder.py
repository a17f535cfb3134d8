import pytest

from adressbuch.cache import DiskCache
from adressbuch.geocoder import Geocoder, NotFound
from adressbuch.place import Place
from adressbuch.route import demo_service, legs


@pytest.fixture
def coder(tmp_path):
    return Geocoder(demo_service, DiskCache(str(tmp_path / "none.json")))


def test_fresh(coder):
    assert coder.lookup("Husum") == Place("Husum, DE", 54.4744, 9.0519)
    assert coder.cache.get("husum") == {"name": "Husum, DE", "lat": 54.4744, "lon": 9.0519}


def test_leg(coder):
    assert list(legs(coder, ["Kiel", "Husum"])) == [("Kiel, DE", "Husum, DE", 71.3)]


def test_not_found(coder):
    with pytest.raises(NotFound):
        coder.lookup("Atlantis")
