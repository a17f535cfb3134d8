from pickticket.lines import PickLine, read
from pickticket.printer import ticket, tickets


def test_orders():
    first, second = tickets(read("orders.csv"))
    assert first == ("ORDER 5501\n"
                     "Bin    Article           Pcs\n"
                     "A-11   BULB-E27           12\n"
                     "C-04   LAMP-30             2\n"
                     "14 pieces")
    assert second.splitlines()[2] == "F-01   ANVIL               1 !"


def test_width():
    text = ticket("1", [PickLine("1", "Z-99", "X" * 30, 1234, 100)])
    assert text.splitlines()[2] == "Z-99   " + "X" * 17 + "1234 !"
    assert max(map(len, text.splitlines())) <= 32


def test_line():
    line = PickLine("1", "A", "b", 5, 5000)
    assert line.quantity == 5 and line.mark == ""
