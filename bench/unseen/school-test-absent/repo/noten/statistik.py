def average(results):
    written = [r.points for r in results if r.points is not None]
    return sum(written) / len(written)


def missed(results):
    return [r.name for r in results if r.points is None]
