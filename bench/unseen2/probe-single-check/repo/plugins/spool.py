QUEUE = ["a.job", "b.job", "c.job"]


def check(settings):
    waiting = len(QUEUE)
    limit = int(settings.get("limit", 100))
    return waiting <= limit, f"{waiting} of {limit} jobs", {"waiting": waiting, "load": waiting / limit}
