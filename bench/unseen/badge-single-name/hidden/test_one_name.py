from badgepress.batch import read
from badgepress.layout import badge, render


def test_one_name():
    assert badge(" Sukarno", "x") [0] == "Sukarno"
    assert not badge("Sukarno").small
    assert render(badge("Bo", "x"), 4) == "+----+\n| Bo |\n|   X|\n+----+"


def test_list():
    assert [(b.big, b.small or "", b.foot) for b in read("lists/day1.txt")] == [
        ("Marta", "Oliveira Santos", "CORK & SONS"), ("Sukarno", "", "BATIK AIR"), ("Lena", "Voss", "")]
