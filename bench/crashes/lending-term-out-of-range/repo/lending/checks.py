"""What we accept in an application for a loan."""

AMOUNT = (500, 75_000)
TERM = (1, 40)


def _within(name, value, limits):
    low, high = limits
    if not low <= value <= high:
        raise ValueError(f"{name} must be between {low} and {high}, got {value}")
    return value


def check_application(form):
    """Gives the application as numbers, or raises ValueError with a text that the applicant may see."""
    missing = [name for name in ("amount", "term", "income") if name not in form]
    if missing:
        raise ValueError("missing: " + ", ".join(missing))
    numbers = {name: int(form[name]) for name in ("amount", "term", "income")}
    _within("amount", numbers["amount"], AMOUNT)
    _within("term", numbers["term"], TERM)
    return numbers
