import json
from datetime import date

import pytest

from digest import nightly
from digest.senders import WebhookSender


def posted(tasks, reader="ana"):
    got = []
    WebhookSender(lambda body, headers: got.append((body, headers))).send(reader, tasks)
    (body, headers), = got
    assert isinstance(body, bytes) and headers == {"Content-Type": "application/json"}
    return json.loads(body)


def test_as_in_the_readme():
    task = {"title": "File taxes", "due": date(2026, 3, 1), "tags": {"money", "home"}}
    assert posted([task]) == {
        "reader": "ana", "tasks": [{"title": "File taxes", "due": "2026-03-01", "tags": ["home", "money"]}]}
    assert task["due"] == date(2026, 3, 1)


def test_empty_tags():
    assert posted([{"title": "t", "due": date(2026, 2, 28), "tags": set()}])["tasks"][0]["tags"] == []


def test_all_readers():
    got = []
    nightly.run(date(2026, 2, 27), WebhookSender(lambda body, headers: got.append(json.loads(body)["reader"])))
    assert got == ["ana", "bo"]


def test_other_values_are_still_refused():
    with pytest.raises(TypeError):
        posted([{"title": object()}])
