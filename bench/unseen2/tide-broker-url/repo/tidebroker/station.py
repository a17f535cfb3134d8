import math


def level(moment, mean=500, swing=150):
    """Level in cm at a time in seconds: the semi-diurnal tide, good enough without a gauge."""
    return round(mean + swing * math.cos(2 * math.pi * moment / 44714))
