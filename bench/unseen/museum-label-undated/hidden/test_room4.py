from vitrine.labels import sheet
from vitrine.objects import load


def test_room4():
    assert sheet(load("data/room4.xml")) == (
        "Ewer\nNuremberg workshop\nc. 1560\nbrass\n[1902-17]\n\nDoor knocker\nundated\niron, bronze\n[1911-3]")


def test_no_dating_is_empty():
    assert not load("data/room4.xml")[1].dating
    assert load("data/room1.xml")[0].dating == "1492"
