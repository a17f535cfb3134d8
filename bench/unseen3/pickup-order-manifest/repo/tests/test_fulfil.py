import io

from fulfil import manifest, slips
from fulfil.models import Address, Line, Order

HOME = Address("1 High St", "York", "YO1 7AA")


def test_slip_for_counter():
    assert "COLLECT AT COUNTER" in slips.slip(Order("A-1", "B. Ray", None, [Line("X", 1, 10)]))


def test_manifest():
    out = io.StringIO()
    assert manifest.write([Order("A-1", "B. Ray", HOME, [Line("X", 2, 100)])], out) == 1
    assert out.getvalue().splitlines()[1] == "1,A-1,B. Ray,York,YO1 7AA,350"
