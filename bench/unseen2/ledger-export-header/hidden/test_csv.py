import io

from ledgerdump.export import CsvExport, HtmlExport
from ledgerdump.ledger import Ledger


def dump(account=None, **options):
    out = io.StringIO()
    count = CsvExport(out, Ledger.open("journal.sql"), **options).run(account)
    return count, out.getvalue()


def test_all_columns():
    assert dump(1200) == (3, 'day;account;cents;text\n2024-02-01;1200;-125000;"rent; workshop"\n'
                             "2024-02-03;1200;30990;invoice 88\n2024-02-07;1200;-1849;\n")


def test_own_columns():
    assert dump(8400, columns=("id", "cents")) == (1, "id;cents\n3;-30990\n")


def test_empty_account_has_a_header():
    assert dump(9) == (0, "day;account;cents;text\n")




def test_html_still():
    out = io.StringIO()
    HtmlExport(out, Ledger.open("journal.sql")).run(9)
    assert out.getvalue() == "<h1>journal</h1>\n<table>\n</table>\n"
