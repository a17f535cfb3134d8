import json

from mergebot import hooks
from mergebot.context import Context

hooks.load_plugins()


def fired(type_, event):
    ctx = Context()
    hooks.fire(type_, event, ctx)
    return sorted(ctx.actions)


def test_delivery():
    with open("deliveries/8812.json") as fh:
        event = json.load(fh)
    assert fired("opened", event) == [
        ("comment", 118, "Welcome, @mira"),
        ("comment", 118, "please target main, not develop"),
        ("label", 118, "size/S"),
    ]


def test_pushed():
    assert fired("pushed", {"number": 7, "added": 900, "removed": 0}) == [("label", 7, "size/L")]
