from zonedns.responder import Answer, answer
from zonedns.zonefile import Zone


def zone(*records):
    z = Zone()
    for r in records:
        z.add(*r.split())
    return z


def test_alias():
    z = zone("a.t CNAME b.t", "b.t CNAME c.t", "c.t A 192.0.2.1", "c.t A 192.0.2.2")
    assert answer(z, "a.t") == Answer("NOERROR", ["192.0.2.1", "192.0.2.2"])


def test_unknown():
    assert answer(zone(), "a.t").code == "NXDOMAIN"


def test_dname_circle():
    assert answer(zone("x.t DNAME y.t", "y.t DNAME x.t"), "a.x.t").code == "SERVFAIL"


def test_dname():
    assert answer(Zone.load("zones/shop.zone"), "www.old.test").addresses == ["192.0.2.10"]
