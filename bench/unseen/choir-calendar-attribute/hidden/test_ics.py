import concert
import ics
import web


def test_start():
    text = ics.calendar(concert.load())
    assert [l for l in text.split("\r\n") if l.startswith("DTSTART")] == [
        "DTSTART:20250412T190000", "DTSTART:20250302T170000"]
    assert text.count("BEGIN:VEVENT") == 2


def test_web_as_before():
    assert "17:00 (doors 16:30)" in web.page(concert.load())
