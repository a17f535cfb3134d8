import argparse
import asyncio
import logging

from .link import lines, link
from .protocol import Weighing

log = logging.getLogger("scalelink")


async def main(host, port, timeout):
    weighing = Weighing()
    log.info("connecting to %s:%d", host, port)
    async with link(host, port, timeout) as reader:
        async for line in lines(reader):
            kilos = weighing.feed(line)
            if kilos is not None:
                print(kilos, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="scalelink")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, default=4001)
    parser.add_argument("--timeout", type=float, default=10)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    asyncio.run(main(**vars(parser.parse_args())))
