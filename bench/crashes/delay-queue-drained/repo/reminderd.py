import argparse
import asyncio
import logging

from clock import FakeClock
from delayqueue import DelayQueue
from service import Service


def load(path):
    queue = DelayQueue()
    with open(path) as lines:
        for line in lines:
            at, _, text = line.strip().partition(" ")
            queue.put(float(at), text)
    return queue


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--until", type=float, required=True)
    parser.add_argument("file")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    queue = load(args.file)
    logging.info("%d reminders, first at %s", len(queue), queue.next_at())
    service = Service(queue, FakeClock(), lambda text: logging.info("say: %s", text))
    asyncio.run(service.run(args.until))


if __name__ == "__main__":
    main()
