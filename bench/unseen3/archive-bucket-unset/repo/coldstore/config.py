import configparser
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Tenant:
    name: str
    folder: str
    retention: timedelta
    on_hold: str


def tenants(path):
    """The tenants of a configuration file."""
    config = configparser.ConfigParser()
    with open(path) as fp:
        config.read_file(fp)
    found = []
    for section in config.sections():
        kind, _, name = section.partition(":")
        if kind != "tenant":
            continue
        settings = config[section]
        found.append(Tenant(name, settings["folder"], timedelta(days=int(settings["retention_days"])),
                            settings.get("on_hold", "skip")))
    return found
