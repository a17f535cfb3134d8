import asyncio

from metricd.collector import Collector
from metricd.counters import rate
from metricd.model import Sample


def feed(*samples):
    collector = Collector()

    async def run():
        for sample in samples:
            await collector.accept(sample)

    asyncio.run(run())
    return {series: values for series, values in collector.rates.items() if values}


def test_same_instant_gives_no_rate():
    assert rate(Sample("a", 7.0, 1), Sample("a", 7.0, 1)) is None
    assert rate(Sample("a", 7.0, 1), Sample("a", 7.0, 4)) is None


def test_collector_goes_on():
    got = feed(Sample("a", 0.0, 3), Sample("a", 0.0, 3), Sample("a", 30.0, 9))
    assert got == {"a": [0.2]}


def test_flat_counter_still_counts():
    assert feed(Sample("a", 0.0, 3), Sample("a", 10.0, 3)) == {"a": [0.0]}


def test_short_interval():
    assert rate(Sample("a", 0.0, 0), Sample("a", 0.5, 1)) == 2.0
