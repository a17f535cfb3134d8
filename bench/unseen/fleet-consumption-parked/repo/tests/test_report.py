from fuhrpark.report import line
from fuhrpark.vehicle import Vehicle


def test_line():
    assert line(Vehicle("X", 100, 600, [30.0, 5.0])) == "X             500 km   7.0 l/100km"
