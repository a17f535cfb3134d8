from datetime import datetime, timedelta

from feedhub import Entry, Feed
from feedhub.atom import render
from feedhub.index import index
from publish import load

START = datetime(2026, 1, 1)


def test_created_stands_in():
    assert Feed("f", START).updated() == START


def test_an_entry_replaces_it_even_when_older():
    feed = Feed("f", START)
    feed.publish(Entry("imported", START - timedelta(days=400)))
    assert feed.updated() == START - timedelta(days=400)


def test_index_keeps_the_feed_in_its_place():
    assert [feed.title for feed in index(load("feeds.json"))] == ["Security notices", "Release notes", "Events"]


def test_atom_has_a_time():
    assert "<updated>2026-01-01T00:00:00</updated>" in render(Feed("f", START))
