"""Settings of a tenant: conf/base.ini with the tenant's own file on top.

    settings = Settings.load("conf", "harbour")
    settings.title          -> 'Harbour events'
    settings.per_page       -> 20
"""
import configparser
import copy
import os


def plain(text):
    """Numbers become numbers."""
    return int(text) if text.isdigit() else text


class Settings:
    def __init__(self, values, tenant=None):
        self.tenant = tenant
        self._values = dict(values)

    @classmethod
    def load(cls, folder, tenant):
        ini = configparser.ConfigParser()
        with open(os.path.join(folder, "base.ini"), encoding="utf-8") as fp:
            ini.read_file(fp)
        ini.read(os.path.join(folder, f"{tenant}.ini"), encoding="utf-8")
        return cls({key: plain(text) for section in ini.sections() for key, text in ini.items(section)}, tenant)

    def __getattr__(self, name):
        if name in self._values:
            return self._values[name]
        raise AttributeError(f"no setting {name!r} for tenant {self.tenant!r}")

    def __contains__(self, name):
        return name in self._values

    def override(self, **changes):
        """Settings that differ in a few values; these here stay as they are."""
        unknown = [name for name in changes if name not in self]
        if unknown:
            raise KeyError(*unknown)
        other = copy.copy(self)
        other._values = {**self._values, **changes}
        return other
