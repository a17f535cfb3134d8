from hourbook.table import Table


def test_render():
    table = Table("who", "hours", widths={"who": 6})
    table.add(who="nell", hours=7.5)
    assert table.render() == "who     hours\n-----------\nnell    7.50"
