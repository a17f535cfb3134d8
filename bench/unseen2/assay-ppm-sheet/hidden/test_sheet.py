import io

import pytest

from assay.convert import UnknownUnit
from assay.output import to_csv, to_sheet
from assay.samples import Sample, read


def sheet(samples):
    out = io.StringIO()
    to_sheet(samples, out)
    return out.getvalue()


def test_week():
    assert sheet(read("samples/week12.csv")) == (
        "K-118\n    Au        1.200\n    Cu     3100.000\nK-119\n    Au        0.640\nK-120\n    Ag       18.000\n")


def test_unknown_unit():
    with pytest.raises(UnknownUnit):
        sheet([Sample("a", "Au", "1", "oz/t")])


def test_csv_still():
    out = io.StringIO()
    to_csv(read("samples/week12.csv")[1:3], out)
    assert out.getvalue() == "K-118,Cu,0.31000\nK-119,Au,0.00006\n"
