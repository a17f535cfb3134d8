from lines import parse_access, parse_error, parse_proxy
from rollup import rollup


def test_access():
    line = '10.0.0.7 - - [02/Oct/2024:10:00:01 +0200] "GET /a/b?x=1 HTTP/1.1" 200 512 "-" "curl"'
    assert parse_access(line) == ("/a/b", 200)


def test_error_log():
    hits, bad, skipped = rollup(["2024/10/02 10:00:00 [error] 17#0: x\n", "\n", "  more of it\n"], parse_error)
    assert hits == {"error": 1} and bad == {"error": 1} and skipped == 2


def test_proxy():
    assert parse_proxy("12ms app:8000 502") == ("app:8000", 502)
