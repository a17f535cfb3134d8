from __future__ import annotations

import asyncio
import json
from typing import AsyncIterator

from metricd.model import Sample


async def replay(path: str) -> AsyncIterator[Sample]:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield Sample(**json.loads(line))
            await asyncio.sleep(0)
