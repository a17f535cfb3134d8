import pytest

from captions.assembler import LineAssembler

TEXT = "00:00:01 Übergröße – naïve café 😀\n00:00:02 日本語\n00:00:03 plain\n"


@pytest.mark.parametrize("size", range(1, 12))
def test_pieces_of_any_size(size):
    raw, a, got = TEXT.encode(), LineAssembler(), []
    for i in range(0, len(raw), size):
        got += a.feed(raw[i:i + size])
    assert got == TEXT.splitlines()
    assert a.close() is None


def test_rest_without_line_end():
    a = LineAssembler()
    assert a.feed("a\nö".encode()[:3]) == ["a"]
    assert a.feed("ö".encode()[1:]) == []
    assert a.close() == "ö"


def test_garbage_stays_an_error():
    with pytest.raises(UnicodeDecodeError):
        a = LineAssembler()
        a.feed(b"caf\xe9 au lait\n")
        a.close()
