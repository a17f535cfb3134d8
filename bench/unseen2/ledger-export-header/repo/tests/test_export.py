import io
import json
import unittest

from ledgerdump.export import HtmlExport, JsonExport
from ledgerdump.ledger import Ledger

SCRIPT = """
create table entry (id integer primary key, day text, account integer, cents integer, text text);
insert into entry values (1, '2024-01-02', 10, 5, 'a & b'), (2, '2024-01-01', 20, -5, null);
"""


class ExportTest(unittest.TestCase):
    def setUp(self):
        self.out = io.StringIO()
        self.ledger = Ledger("test", SCRIPT)

    def test_json(self):
        self.assertEqual(JsonExport(self.out, self.ledger).run(), 2)
        self.assertEqual(json.loads(self.out.getvalue().splitlines()[0])["id"], 2)

    def test_html(self):
        HtmlExport(self.out, self.ledger, "A<B").run(10)
        self.assertEqual(self.out.getvalue(), "<h1>A&lt;B</h1>\n<table>\n<tr><td>2024-01-02</td><td>10</td><td>5</td>"
                                              "<td>a &amp; b</td></tr>\n</table>\n")
