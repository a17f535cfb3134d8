from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

log = logging.getLogger("probekit")


class UnknownCheck(KeyError):
    pass


@dataclass
class Result:
    name: str
    ok: bool
    text: str
    metrics: dict[str, float] = field(default_factory=dict)


class Runner:
    def __init__(self, checks, settings):
        self.checks = checks
        self.settings = settings

    def _call(self, name):
        return self.checks[name](self.settings.get(name, {}))

    def run_all(self) -> list[Result]:
        """Runs everything at once. A check that fails with an exception is simply not ok."""
        results = []
        with ThreadPoolExecutor(4) as pool:
            futures = {name: pool.submit(self._call, name) for name in self.checks}
            for name, future in futures.items():
                try:
                    ok, text, *rest = future.result()
                except Exception as err:
                    log.warning("%s failed: %r", name, err)
                    results.append(Result(name, False, repr(err)))
                else:
                    results.append(Result(name, ok, text, *rest))
        return results

    def run_one(self, name) -> Result:
        """Runs a single check; its exceptions come through, for whoever is writing it."""
        if name not in self.checks:
            raise UnknownCheck(name)
        ok, text = self._call(name)
        return Result(name, ok, text)
