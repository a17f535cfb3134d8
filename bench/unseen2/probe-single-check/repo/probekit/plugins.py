import configparser
import importlib.util


def load(folder):
    """The check functions of a folder by name."""
    checks = {}
    for path in sorted(folder.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"probekit_plugin_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        checks[path.stem] = module.check
    return checks


def settings(path):
    ini = configparser.ConfigParser()
    ini.read(path)
    return {name: dict(ini[name]) for name in ini.sections()}
