from jobrunner import envelope
from jobrunner.queue import Queue
from jobrunner.worker import Worker


def test_finished():
    queue = Queue([envelope.new("notify", {"to": "ops", "text": "hi"})])
    worker = Worker(queue)
    worker.drain()
    assert len(worker.finished) == 1 and not queue.dead

