import csv
import html
import json

COLUMNS = ("day", "account", "cents", "text")


class Export:
    """Writes entries to a stream: begin() once, row() for each entry, end() once."""

    def __init__(self, stream, ledger):
        self.stream = stream
        self.ledger = ledger
        self.count = 0
        self.begin()

    def begin(self):
        pass

    def row(self, entry):
        raise NotImplementedError

    def end(self):
        pass

    def run(self, account=None):
        for entry in self.ledger.entries(account):
            self.row(entry)
            self.count += 1
        self.end()
        return self.count


class JsonExport(Export):
    def row(self, entry):
        print(json.dumps(entry._asdict()), file=self.stream)


class HtmlExport(Export):
    def __init__(self, stream, ledger, title=None):
        self.title = title or ledger.name
        super().__init__(stream, ledger)

    def begin(self):
        print(f"<h1>{html.escape(self.title)}</h1>\n<table>", file=self.stream)

    def row(self, entry):
        cells = (html.escape(str(getattr(entry, name) or "")) for name in COLUMNS)
        print("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>", file=self.stream)

    def end(self):
        print("</table>", file=self.stream)


class CsvExport(Export):
    def __init__(self, stream, ledger, columns=COLUMNS):
        super().__init__(stream, ledger)
        self.columns = columns
        self.writer = csv.writer(stream, delimiter=";", lineterminator="\n")

    def begin(self):
        self.writer.writerow(self.columns)

    def row(self, entry):
        self.writer.writerow([getattr(entry, name) for name in self.columns])


FORMATS = {"json": JsonExport, "html": HtmlExport, "csv": CsvExport}
