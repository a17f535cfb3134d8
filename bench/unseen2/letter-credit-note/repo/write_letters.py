import json
import logging
import sys

from quill.worker import Worker


def main(path):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    worker = Worker(place="Lübeck", day="3 June")
    worker.start()
    with open(path, encoding="utf-8") as fp:
        for event in json.load(fp):
            worker.events.put(event)
    worker.events.put(None)
    worker.join()
    logging.info("%d letters, %d failed", len(worker.letters), worker.failed)
    return 1 if worker.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
