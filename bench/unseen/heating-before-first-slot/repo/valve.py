from schedule import target_at


def opening(slots, minute, measured, gain=25):
    """Per cent, 0 when it is warm enough."""
    gap = target_at(slots, minute) - measured
    return max(0, min(100, round(gap * gain)))
