"""Pump strokes per minute for a flow, as set at the commissioning."""
from bisect import bisect_left

FLOWS = [0, 25, 60, 100, 150]
STROKES = [0, 9, 20, 36, 60]


def strokes(flow, flows=FLOWS, values=STROKES):
    """Strokes per minute; between two rows in proportion."""
    at = bisect_left(flows, flow)
    if flows[at] == flow:
        return values[at]
    low, high = flows[at - 1], flows[at]
    share = (flow - low) / (high - low)
    return values[at - 1] + share * (values[at] - values[at - 1])
