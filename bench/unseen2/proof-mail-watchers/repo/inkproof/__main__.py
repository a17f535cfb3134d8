import asyncio
import json
import logging
import sys

from .directory import Directory, Outbox
from .model import Job
from .worker import Worker


async def main(path):
    with open(path, encoding="utf-8") as fp:
        shop = json.load(fp)
    outbox = Outbox()
    worker = Worker(Directory(shop["contacts"]), outbox)
    for row in shop["jobs"]:
        await worker.put(Job(**row))
    await worker.drain()
    for address, subject in outbox.sent:
        print(address, "|", subject)


logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
asyncio.run(main(sys.argv[1]))
