from crm_import.base import Importer


class CompanyImporter(Importer):
    columns = ("name", "city", "website")

    def record(self, row):
        row = row + [""] * (len(self.columns) - len(row))
        return {"name": row[0], "city": row[1], "website": row[2].lower()}
