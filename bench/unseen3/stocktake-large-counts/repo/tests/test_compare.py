from stocktake.compare import differences
from stocktake.fields import flag, whole
from stocktake.loaders import load_stock


def test_whole():
    assert whole(" 1,204,000 ") == 1204000
    assert whole("7") == 7


def test_flag():
    assert flag("y") and not flag("N")


def test_book():
    assert load_stock("exports/book.csv")["BOLT-M6"] == 940


def test_differences():
    assert [d.units for d in differences({"a": 1, "b": 5, "c": 2}, {"a": 2, "c": 2})] == [-5, 1]
