import io

from assay.output import to_csv
from assay.samples import Sample


def test_csv():
    out = io.StringIO()
    to_csv([Sample("a", "Au", "2", "g/t"), Sample("b", "Cu", "0.31", "%")], out)
    assert out.getvalue() == "a,Au,0.00020\nb,Cu,0.31000\n"
