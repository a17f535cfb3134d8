import pytest

from zonedns.resolve import ResolveError, addresses
from zonedns.responder import answer
from zonedns.zonefile import Zone


def zone(*records):
    z = Zone()
    for r in records:
        z.add(*r.split())
    return z


def test_circles_are_failures():
    for z in (zone("a.t CNAME a.t"), zone("a.t CNAME b.t", "b.t CNAME a.t"),
              zone("a.t CNAME b.t", "b.t CNAME c.t", "c.t CNAME b.t")):
        assert answer(z, "a.t").code == "SERVFAIL"
        with pytest.raises(ResolveError):
            addresses(z, "a.t")


def test_sample_zone():
    z = Zone.load("zones/shop.zone")
    assert answer(z, "cart.shop.test").code == "SERVFAIL"
    assert answer(z, "www.shop.test").addresses == ["192.0.2.10"]


def test_two_aliases_to_the_same_target_are_no_circle():
    z = zone("a.t CNAME b.t", "a.t CNAME c.t", "b.t CNAME d.t", "c.t CNAME d.t", "d.t A 192.0.2.7")
    assert addresses(z, "a.t") == ["192.0.2.7", "192.0.2.7"]


def test_long_chain():
    records = [f"n{i}.t CNAME n{i + 1}.t" for i in range(12)] + ["n12.t A 192.0.2.3"]
    assert answer(zone(*records), "n0.t").addresses == ["192.0.2.3"]
