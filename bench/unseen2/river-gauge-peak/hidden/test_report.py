from gaugewatch.readings import Reading, plausible
from gaugewatch.report import report
from gaugewatch.summary import summarise


def test_day():
    assert report("data/2024-09-14") == [
        "auwehr       4 readings, mean 140.0, peak 168 at 12:00",
        "brueckl      2 readings, mean 90.5, peak 93 at 18:00",
        "steg       silent"]


def test_first_of_equal_peaks(tmp_path):
    (tmp_path / "x.csv").write_text("time;cm\n01:00;5\n02:00;9\n03:00;9\n04:00;950\n")
    (tmp_path / "y.csv").write_text("time;cm\n01:00;-20\n02:00;-30\n")
    (tmp_path / "z.csv").write_text("time;cm\n01:00;-999\n")
    assert report(tmp_path) == ["x            3 readings, mean 7.7, peak 9 at 02:00",
                                "y            2 readings, mean -25.0, peak -20 at 01:00", "z          silent"]


def test_lists_as_before():
    assert summarise([Reading("a", 4), Reading("b", 1)]).peak == Reading("a", 4)
    assert summarise([]) is None
    assert len(list(plausible([Reading("a", 0), Reading("b", 901)]))) == 1
