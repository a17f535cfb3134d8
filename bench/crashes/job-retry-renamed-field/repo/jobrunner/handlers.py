class Failed(Exception):
    pass


def thumbnail(path, edge):
    return f"{path}@{edge}"


def notify(to, text):
    if not to:
        raise Failed("no recipient")
    return f"{to}: {text}"


ALL = {"thumbnail": thumbnail, "notify": notify}
