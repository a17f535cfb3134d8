import asyncio
import json
import logging
import sys

from .directory import Directory
from .jobs import HANDLERS
from .mailer import Mailer

log = logging.getLogger("receipts")


async def work(queue, directory, mailer):
    while True:
        job = await queue.get()
        try:
            if job is None:
                return
            await HANDLERS[job["type"]](job, directory, mailer)
        except Exception:
            log.exception("job %s failed", job["number"])
        finally:
            queue.task_done()


async def main(path):
    with open(path) as fh:
        inbox = json.load(fh)
    queue, mailer = asyncio.Queue(), Mailer()
    for job in inbox["jobs"] + [None]:
        queue.put_nowait(job)
    await work(queue, Directory(inbox["people"]), mailer)
    log.info("%d mails sent", len(mailer.sent))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(main(sys.argv[1]))
