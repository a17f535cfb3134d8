import asyncio

from clock import FakeClock
from delayqueue import DelayQueue
from service import Service


def queue(*moments):
    it = DelayQueue()
    for at in moments:
        it.put(at, f"at {at}")
    return it


def test_takes_everything():
    it = queue(3, 1, 2)
    assert it.due(5) == ["at 1", "at 2", "at 3"]
    assert len(it) == 0 and it.next_at() is None


def test_empty():
    assert queue().due(5) == []


def test_leaves_what_is_later():
    it = queue(3, 1, 2)
    assert it.due(2) == ["at 1", "at 2"]
    assert it.due(2) == [] and len(it) == 1 and it.next_at() == 3


def test_service():
    said = []
    service = Service(queue(30, 90, 60), FakeClock(), said.append)
    asyncio.run(service.run(120))
    assert said == ["at 30", "at 60", "at 90"]
    service.flush()
    assert len(said) == 3
