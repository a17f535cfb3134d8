from jobrunner import envelope
from jobrunner.queue import Queue
from jobrunner.worker import Worker

BAD = {"id": "j-9", "kind": "notify", "attempts": 0, "payload": {"to": "", "text": "x"}}


def test_envelope_of_a_retry():
    assert envelope.again(dict(BAD), "no recipient") == {
        "id": "j-9", "kind": "notify", "attempts": 1, "payload": {"to": "", "text": "x"}, "reason": "no recipient"}


def test_tried_three_times_and_buried():
    queue = Queue([dict(BAD)])
    worker = Worker(queue)
    tries = []
    step = worker.step
    worker.step = lambda job: (tries.append(job["attempts"]), step(job))
    worker.drain()
    assert tries == [0, 1, 2]
    assert [job["id"] for job in queue.dead] == ["j-9"]
    assert queue.dead[0]["reason"] == "no recipient"


def test_spool():
    queue = Queue.load("spool/2026-11-02.jsonl")
    worker = Worker(queue)
    worker.drain()
    assert worker.finished == ["j-1", "j-3"] and [job["id"] for job in queue.dead] == ["j-2"]
