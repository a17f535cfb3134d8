import asyncio
import sys

from .progress import Progress
from .status import line
from .trace import load, play


async def main(path):
    total, samples = load(path)
    progress = Progress(total)
    queue = asyncio.Queue(maxsize=4)
    player = asyncio.create_task(play(samples, queue))
    while (sample := await queue.get()) is not None:
        progress.update(*sample)
        print(line(progress))
    await player


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
