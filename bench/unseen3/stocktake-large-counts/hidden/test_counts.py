import pytest

from stocktake.compare import differences
from stocktake.loaders import load_deliveries, load_stock


def load(tmp_path, *rows):
    path = tmp_path / "x.csv"
    path.write_text("sku,bin,on_hand\n" + "".join(row + "\n" for row in rows))
    return load_stock(path)


def test_export():
    found = differences(load_stock("exports/book.csv"), load_stock("exports/count.csv"))
    assert [(d.sku, d.units) for d in found] == [("WASHER-6", 1000), ("BOLT-M6", -5)]


def test_separators(tmp_path):
    assert load(tmp_path, 'A,x,"1,200"', 'A,y,"2,300,400"', "A,z,3", 'B,x,"10,001"') == {"A": 2301603, "B": 10001}


@pytest.mark.parametrize("text", ["", "n/a", "1.5"])
def test_not_a_number(tmp_path, text):
    with pytest.raises(ValueError):
        load(tmp_path, f"A,x,{text}")


def test_deliveries():
    assert load_deliveries("exports/deliveries.csv") == {"BOLT-M6": 12000, "WASHER-6": 500}
