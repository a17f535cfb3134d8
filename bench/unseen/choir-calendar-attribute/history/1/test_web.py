import concert
import web


def test_page():
    lines = web.page(concert.load()).splitlines()
    assert lines[1] == "<li><b>Spring songs</b>, Town hall, 02.03.2025 17:00</li>"
