import json

import pytest

from fliesen.feed import Feed, FeedError, feeds
from import_feeds import run


def test_both_partners():
    stock, refused = run()
    assert refused == []
    assert stock.size("westerwald", "WW1011") == "60 × 60 geläppt"
    assert stock.size("tegla", "TG-20") == "20x20 fényes"


def test_titles():
    assert {f.name: f.header() for f in feeds("partners.json")} == {
        "tegla": ["cikkszám", "méret", "darab"], "westerwald": ["Artikel", "Größe", "Stück", "Preis €"]}


def test_a_third_encoding(tmp_path):
    (tmp_path / "p.csv").write_bytes("Kód\tVelikost\tKusů\nA\t1\t2\n".encode("iso-8859-2"))
    (tmp_path / "p.json").write_text(json.dumps({"praha": {
        "file": "p.csv", "encoding": "iso-8859-2", "delimiter": "\t",
        "columns": {"Kód": "code", "Velikost": "size", "Kusů": "pieces"}}}))
    stock, refused = run(tmp_path / "p.json", tmp_path)
    assert refused == [] and stock.pieces("A") == 2


def test_changed_table(tmp_path):
    (tmp_path / "p.csv").write_bytes("Artikel;Stück\n".encode("cp1252"))
    feed = Feed("p", tmp_path / "p.csv", {"Artikel": "code", "Größe": "size"}, "cp1252", ";")
    with pytest.raises(FeedError, match="Größe"):
        feed.check()
