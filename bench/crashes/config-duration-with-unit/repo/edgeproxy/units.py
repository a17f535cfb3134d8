import re

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "": 1}
_FORM = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)")


def duration(text):
    """Seconds, as a float: '250ms' is 0.25, '5m' is 300.0, '7' is 7.0."""
    form = _FORM.fullmatch(text.strip())
    if form is None or form.group(2) not in _UNITS:
        raise ValueError(f"{text!r} is not a time")
    return float(form.group(1)) * _UNITS[form.group(2)]
