from crm_import.companies import CompanyImporter
from crm_import.contacts import ContactImporter


def test_companies():
    importer = CompanyImporter().load(["name,city,website", "Krall,Berlin,WWW.KRALL.EXAMPLE", "Abe,Kyoto"])
    assert [record["website"] for record in importer.records] == ["www.krall.example", ""]


def test_contacts():
    importer = ContactImporter().load(["name,mail,phone,note", "Ines,I@K.example,+49 30 1,vip", ",x@y.example,,"])
    assert importer.records == [{"name": "Ines", "mail": "i@k.example", "phone": "+49301", "note": "vip"}]
    assert importer.rejected == [3]
