import configparser
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Config:
    machine: str
    key: bytes
    folders: dict[str, Path]


def load(path):
    ini = configparser.ConfigParser()
    with open(path, encoding="utf-8") as fp:
        ini.read_file(fp)
    vault = ini["vault"]
    key = bytes.fromhex(Path(vault["key"]).read_text().strip())
    return Config(vault["machine"], key, {name: Path(folder) for name, folder in ini["folders"].items()})
