import re

from .errors import EnvFileError

NAME = re.compile(r"[A-Z][A-Z0-9_]*")


def unquote(value):
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1]
    return value


def parse(lines, path="<env>"):
    env = {}
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if "=" not in line:
            raise EnvFileError(path, number, "no equals sign")
        name, value = line.split("=")
        name = name.rstrip()
        if not NAME.fullmatch(name):
            raise EnvFileError(path, number, f"bad name {name!r}")
        env[name] = unquote(value.strip())
    return env


def load(path):
    with open(path, encoding="utf-8") as fh:
        return parse(fh, path)
