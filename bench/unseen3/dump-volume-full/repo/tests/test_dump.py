from dump import main
from shopdump.check import counts, restore


def test_round_trip(tmp_path):
    target = tmp_path / "d.sql.gz"
    main({"SHOPDUMP_TARGET": str(target), "SHOPDUMP_ROWS": "50"})
    assert counts(restore(target)) == {"article": 6, "sale": 50}
