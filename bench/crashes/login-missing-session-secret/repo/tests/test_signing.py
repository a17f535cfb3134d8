from frontdoor.signing import sign, verify


def test_round_trip():
    assert verify(b"k" * 32, sign(b"k" * 32, "ana:12")) == "ana:12"


def test_forged():
    assert verify(b"k" * 32, sign(b"x" * 32, "ana:12")) is None
    assert verify(b"k" * 32, "") is None
