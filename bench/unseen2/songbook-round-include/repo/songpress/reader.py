from pathlib import Path


class NoSuchSong(Exception):
    pass


def read(path, seen=None):
    """The lines of a song file and of what it needs."""
    seen = set() if seen is None else seen
    path = Path(path).resolve()
    if path in seen:
        return
    if not path.is_file():
        raise NoSuchSong(path.name)
    seen.add(path)
    for line in path.read_text(encoding="utf-8").splitlines():
        verb, _, rest = line.partition(" ")
        if verb == "%need":
            yield from read(path.parent / rest.strip())
        else:
            yield line
