import json

from .campaign import Campaign


def read(path):
    """The campaigns of a file in the order in which they come up."""
    campaigns = {}
    with open(path) as fp:
        for line in fp:
            raw = json.loads(line)
            name = raw["campaign"]
            campaign = campaigns.setdefault(name, Campaign(name, raw["template"]))
            campaign.count(raw["event"], raw.get("count", 1))
    return list(campaigns.values())
