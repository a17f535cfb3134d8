from crm_import.contacts import ContactImporter
from crm_import.run import main


def load(*rows):
    return ContactImporter().load(["name,mail,phone,note", *rows])


def test_cells_left_off_are_empty():
    importer = load("Tom,T@o.example,+49 1", "Yuki,y@a.example")
    assert importer.records == [
        {"name": "Tom", "mail": "t@o.example", "phone": "+491", "note": ""},
        {"name": "Yuki", "mail": "y@a.example", "phone": "", "note": ""},
    ]
    assert importer.rejected == []


def test_whole_upload():
    with open("uploads/fair-berlin.csv", newline="") as lines:
        importer = ContactImporter().load(lines)
    assert [r["name"] for r in importer.records] == ["Ines Krall", "Tom Oduya", "Yuki Abe"]
    assert importer.records[0]["note"] == "met at stand 4"
    assert importer.rejected == [4]
    assert main("contacts", "uploads/fair-berlin.csv") == 0


def test_no_name_is_rejected():
    assert load("", ",a@b.example").rejected == [2, 3]
