import pytest

from mailthread.message import Message
from mailthread.sort import sort


@pytest.mark.parametrize("spelling", ["Message-ID", "Message-Id", "MESSAGE-ID", "message-id"])
def test_any_spelling(spelling):
    assert Message.parse(f"{spelling}: <1@x>\n\nhello").identity == "<1@x>"


def test_the_rest_is_found_as_well():
    message = Message.parse("Message-Id: <1@x>\nIN-REPLY-TO: <0@x>\nSubject: Re: a\n b\n\nbody")
    assert message.parent == "<0@x>"
    assert message.subject == "Re: a b"
    assert message.body == "body"


def test_spool_is_one_thread():
    forest = sort(["spool/0002.eml", "spool/0001.eml"])
    assert forest.threads() == {"<a1@post.example>": ["<b7@post.example>", "<a1@post.example>"]}
    assert forest.title("<b7@post.example>") == "Offsite"


def test_no_identity_is_still_an_error():
    with pytest.raises(KeyError):
        Message.parse("Subject: x\n\n").identity
