def profile(points, columns):
    """Heights for a chart with the given number of columns."""
    stride = max(1, len(points) // columns)
    return [point.height for point in points[::stride]]


def climb(points):
    heights = [point.height for point in points]
    return sum(max(0.0, b - a) for a, b in zip(heights, heights[1:]))
