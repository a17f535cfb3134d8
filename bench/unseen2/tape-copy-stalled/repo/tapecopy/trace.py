"""Traces of real copies, to be played again."""
import asyncio


def load(path):
    """The total, and a list of (seconds, bytes so far)."""
    with open(path) as fp:
        rows = [line.split() for line in fp if not line.startswith("#")]
    (_, total), *samples = rows
    return int(total), [(float(t), int(n)) for t, n in samples]


async def play(samples, queue):
    for sample in samples:
        await queue.put(sample)
        await asyncio.sleep(0)
    await queue.put(None)
