from adressbuch.cache import DiskCache
from adressbuch.geocoder import Geocoder
from adressbuch.place import Place
from adressbuch.route import demo_service, legs


def test_cached_place_without_a_question():
    asked = []

    def ask(query):
        asked.append(query)
        return demo_service(query)

    coder = Geocoder(ask, DiskCache("cache/places.json"))
    assert coder.lookup(" KIEL ") == Place("Kiel, DE", 54.3233, 10.1228)
    assert asked == []
    assert list(legs(coder, ["Kiel", "Husum"])) == [("Kiel, DE", "Husum, DE", 71.3)]
    assert list(legs(coder, ["Husum", "Kiel"])) == [("Husum, DE", "Kiel, DE", 71.3)]
    assert asked == ["Husum"]
