from .errors import SettingsError


def from_file(path):
    values = {}
    with open(path, encoding="utf-8") as fp:
        for number, line in enumerate(fp, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if "=" not in line:
                raise SettingsError(f"{path}:{number}: no '='")
            name, value = line.split("=")
            values[name.strip()] = value.strip()
    return values


def from_arguments(pairs):
    values = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise SettingsError(f"--set {pair}: no '='")
        values[name.strip()] = value.strip()
    return values
