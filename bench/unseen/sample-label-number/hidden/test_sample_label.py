from lab.intake import Counter, receive
from lab.labels import sample_label, scanned


def test_label():
    assert sample_label(2024, 17) == "S24-00017"
    assert sample_label(2009, 1) == "S09-00001"
    assert sample_label(2024, 12345) == "S24-12345"


def test_scanner_reads_it():
    assert scanned(sample_label(2024, 803)) == ("S", 2024, 803)


def test_delivery():
    assert list(receive("intake/0314.csv", Counter("S", 16), Counter("T", 3))) == [
        "S24-00017 T24-00004 P-881", "S24-00018 T24-00004 P-902"]
