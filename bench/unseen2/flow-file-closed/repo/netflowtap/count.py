import logging
from collections import Counter

from .source import BadHeader, flows

log = logging.getLogger("netflowtap")


def talkers(paths, key=lambda flow: flow.source):
    """Octets by source (or another key) over several captures. Captures we cannot read are left out."""
    octets = Counter()
    for path in paths:
        try:
            capture = flows(path)
        except BadHeader as err:
            log.warning("left out: %s", err)
            continue
        for flow in capture:
            octets[key(flow)] += flow.octets
    return octets


def share(octets):
    """The same in per cent of all octets."""
    total = sum(octets.values())
    return {who: 100 * n / total for who, n in octets.items()} if total else {}
