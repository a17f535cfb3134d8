from dataclasses import dataclass
from typing import Callable, Optional


@dataclass
class Job:
    name: str
    run: Callable[[], None]
    every: Optional[float] = None
    runs: int = 0
