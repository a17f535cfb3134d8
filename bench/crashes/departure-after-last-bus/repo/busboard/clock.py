def minutes(text: str) -> int:
    """'23:50' -> 1430"""
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def text(minutes: int) -> str:
    hour, minute = divmod(minutes % 1440, 60)
    return f"{hour:02d}:{minute:02d}"
