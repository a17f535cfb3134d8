from decimal import Decimal

from debitdesk.formats import Return
from debitdesk.letters import letters
from debitdesk.matching import Invoices
from debitdesk.readers import read_returns, read_statement


def test_inbox():
    assert read_returns("inbox/returns.txt") == [
        Return("no funds", "2025-0039", Decimal("45.00"), "Müller, Jörg"),
        Return("objection", "2025-0040", Decimal("80.00"), "Café “Zur Linde”"),
    ]


def test_letters():
    invoices = Invoices({"2025-0039": "45.00", "2025-0040": "81.00"})
    assert list(letters(read_returns("inbox/returns.txt"), invoices)) == [
        "Café “Zur Linde”: 2025-0040 80.00 objection (amount differs)",
        "Müller, Jörg: 2025-0039 45.00 no funds",
    ]


def test_special_characters(tmp_path):
    path = tmp_path / "returns.txt"
    path.write_bytes("R02|1|1.00|Žák € – O’Neill\nR99|2|2.00|plain\n".encode("cp1252"))
    assert [(r.reason, r.name) for r in read_returns(path)] == [("account closed", "Žák € – O’Neill"), ("R99", "plain")]


def test_statement_unchanged():
    assert read_statement("inbox/statement.txt")[2].name == "O’Neill & Söhne"
