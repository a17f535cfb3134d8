from mergebot.context import Context
from mergebot.plugins.branches import remind_backport, wants_main
from mergebot.plugins.greet import greet
from mergebot.plugins.size import size_of


def test_greet():
    ctx = Context()
    greet({"number": 1, "author": "x", "first_time": True}, ctx)
    greet({"number": 2, "author": "y"}, ctx)
    assert ctx.actions == [("comment", 1, "Welcome, @x")]


def test_branches():
    ctx = Context()
    wants_main({"number": 1, "base": "main"}, ctx)
    remind_backport({"number": 1, "labels": ["backport"]}, ctx)
    assert ctx.actions == [("comment", 1, "remember the backport")]


def test_sizes():
    assert [size_of(n) for n in (10, 11, 500, 501)] == ["size/XS", "size/S", "size/M", "size/L"]
