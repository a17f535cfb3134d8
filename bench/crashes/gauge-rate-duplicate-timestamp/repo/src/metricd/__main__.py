from __future__ import annotations

import argparse
import asyncio
import logging

from metricd.collector import Collector
from metricd.source import replay


async def run(path: str) -> None:
    collector = Collector()
    async for sample in replay(path):
        await collector.accept(sample)
    for series, values in sorted(collector.rates.items()):
        print(series, " ".join(f"{value:.3f}" for value in values))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--once", metavar="FILE", required=True)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("metricd").info("replaying %s", args.once)
    asyncio.run(run(args.once))


main()
