import asyncio

import pytest

from inkproof.directory import Directory, Outbox
from inkproof.model import Job
from inkproof.notify import NoOwner, audience, proof_ready
from inkproof.worker import Worker

ROWS = {"a": {"name": "A", "email": "a@x", "language": "de"}, "b": {"name": "B", "email": "b@x"},
        "c": {"name": "C", "email": "c@x", "language": "fr"}}


def test_everybody_in_order():
    outbox = Outbox()
    number = asyncio.run(proof_ready(Job(5, "T", "b", ["c", "a"]), Directory(ROWS), outbox))
    assert number == 3
    assert outbox.sent == [("b@x", "Proof 5 is ready: T"), ("c@x", "Proof 5 is ready: T"),
                           ("a@x", "Korrekturabzug 5 liegt bereit: T")]


def test_unknown_watchers_are_left_out():
    people = asyncio.run(audience(Job(5, "T", "a", ["zz", "b", "yy"]), Directory(ROWS)))
    assert [p.name for p in people] == ["A", "B"]


def test_no_owner():
    with pytest.raises(NoOwner):
        asyncio.run(audience(Job(5, "T", "q", ["b"]), Directory(ROWS)))


def test_worker():
    async def go():
        outbox = Outbox()
        worker = Worker(Directory(ROWS), outbox)
        for job in (Job(1, "x", "q", ["a"]), Job(2, "y", "a", ["b"])):
            await worker.put(job)
        await worker.drain()
        return worker, outbox
    worker, outbox = asyncio.run(go())
    assert [a for a, _ in outbox.sent] == ["a@x", "b@x"] and [j.number for j in worker.orphans] == [1]
