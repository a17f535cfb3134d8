from loglens import readers
from loglens.entry import Entry


def test_continuation_is_joined():
    with open("samples/app.log") as lines:
        assert list(readers.app(lines)) == [
            Entry("INFO", "started in 312 ms"),
            Entry("ERROR", "query failed: SELECT id\n    FROM parcels\n    WHERE gone IS NULL"),
            Entry("INFO", "stopped"),
        ]


def test_last_entry_is_not_lost():
    lines = ["2026-11-02 03:14:07 ERROR a\n", "b\n"]
    assert list(readers.app(lines)) == [Entry("ERROR", "a\nb")]
    assert list(readers.app(["2026-11-02 03:14:07 INFO only\n"])) == [Entry("INFO", "only")]
    assert list(readers.app([])) == []


def test_leading_rest_of_a_rotated_file():
    lines = ["  rest\n", "2026-11-02 03:14:07 INFO a\n"]
    assert list(readers.app(lines)) == [Entry("INFO", "a")]
