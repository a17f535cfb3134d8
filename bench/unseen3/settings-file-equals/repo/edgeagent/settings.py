from dataclasses import dataclass

from .errors import SettingsError

DEFAULTS = {
    "site.name": "unnamed",
    "upload.url": "",
    "upload.key": "",
    "poll.seconds": "60",
    "poll.metrics": "load,memory",
}


@dataclass(frozen=True)
class Settings:
    site: str
    url: str
    key: str
    poll_seconds: int
    metrics: tuple

    @classmethod
    def from_values(cls, values):
        try:
            seconds = int(values["poll.seconds"])
        except ValueError:
            raise SettingsError(f"poll.seconds is {values['poll.seconds']!r}") from None
        return cls(values["site.name"], values["upload.url"], values["upload.key"], seconds,
                   tuple(name.strip() for name in values["poll.metrics"].split(",") if name.strip()))


def layered(*layers):
    """One dictionary of several; the later win."""
    values = dict(DEFAULTS)
    for layer in layers:
        for name, value in layer.items():
            if name not in DEFAULTS:
                raise SettingsError(f"there is no setting {name!r}")
            values[name] = value
    return values
