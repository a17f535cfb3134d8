from crm_import.base import Importer


class ContactImporter(Importer):
    columns = ("name", "mail", "phone", "note")

    def record(self, row):
        return {
            "name": row[0],
            "mail": row[1].lower(),
            "phone": row[2].replace(" ", ""),
            "note": row[3],
        }
