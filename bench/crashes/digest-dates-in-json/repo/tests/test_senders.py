import json
from datetime import date

import pytest

from digest import codec, tasks
from digest.senders import FileSender, WebhookSender


def test_file(tmp_path):
    path = tmp_path / "out"
    FileSender(path).send("ana", [{"title": "x", "due": date(2026, 3, 1), "tags": {"b", "a"}}])
    assert json.loads(path.read_text())["tasks"] == [{"title": "x", "due": "2026-03-01", "tags": ["a", "b"]}]


def test_webhook_of_nothing():
    posted = []
    WebhookSender(lambda body, headers: posted.append(body)).send("bo", [])
    assert json.loads(posted[0]) == {"reader": "bo", "tasks": []}


def test_due():
    assert set(tasks.due(date(2026, 2, 27))) == {"ana", "bo"}


def test_codec_refuses_the_unknown():
    with pytest.raises(TypeError):
        codec.encode(object())
