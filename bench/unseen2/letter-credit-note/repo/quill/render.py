import pathlib
from functools import lru_cache

FOLDER = pathlib.Path(__file__).parent.parent / "templates"


@lru_cache(maxsize=None)
def template(name):
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


def render(name, **values):
    """Fills in a template; {head} in it stands for the letter head."""
    text = template(name)
    if "{head}" in text:
        values["head"] = template("head").format_map(values)
    return text.format_map(values)
