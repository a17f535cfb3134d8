from presswire.commands import archive, pages


def test_archive():
    assert archive("content") == [
        "== 2023",
        "#eroffnung-der-neuen 01.04. Eröffnung der neuen Bücherei",
        "== 2024",
        "#longer-opening-hours-in 15.01. Longer opening hours in every branch from February"]


def test_pages_as_before():
    assert pages("content")[1] == "2024/longer-opening-hours-in-every-branch-from-february.html"
