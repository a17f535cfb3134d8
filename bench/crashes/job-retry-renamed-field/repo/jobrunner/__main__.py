import logging
import sys

from jobrunner.queue import Queue
from jobrunner.worker import Worker

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")

if sys.argv[1:2] != ["drain"]:
    sys.exit("usage: jobrunner drain FILE")
queue = Queue.load(sys.argv[2])
worker = Worker(queue)
worker.drain()
print("done", len(worker.finished), "dead", len(queue.dead))
