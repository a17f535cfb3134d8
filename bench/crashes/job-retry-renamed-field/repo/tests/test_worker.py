from jobrunner import envelope
from jobrunner.queue import Queue
from jobrunner.worker import Worker


def test_finished():
    queue = Queue([envelope.new("notify", {"to": "ops", "text": "hi"})])
    worker = Worker(queue)
    worker.drain()
    assert len(worker.finished) == 1 and not queue.dead


def test_last_attempt_is_buried():
    job = envelope.new("notify", {"to": "", "text": "hi"})
    job["attempts"] = 2
    queue = Queue([job])
    Worker(queue).drain()
    assert queue.dead == [job]
