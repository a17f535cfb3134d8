import json

import pytest

from changefeed.model import SYSTEM_ACTOR
from changefeed.receiver import Receiver


def post(event, payload):
    receiver = Receiver(b"k")
    body = json.dumps(payload).encode()
    status = receiver.receive(event, receiver.sign(body), body)
    return status, receiver.entries


def test_merge_without_actor():
    status, entries = post("merge", {"change": {"number": 771, "branch": "main"}, "train": "nightly"})
    assert status == 200
    [entry] = entries
    assert entry.text == "system merged #771 into main"
    assert entry.actor == SYSTEM_ACTOR
    assert entry.notify is False


def test_merge_by_hand():
    [entry] = post("merge", {"actor": {"login": "ulla"}, "change": {"number": 1, "branch": "dev"}})[1]
    assert (entry.text, entry.notify) == ("ulla merged #1 into dev", True)


def test_merge_without_change_is_still_an_error():
    with pytest.raises(KeyError):
        post("merge", {"actor": {"login": "ulla"}})
