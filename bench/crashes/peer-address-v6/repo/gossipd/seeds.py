from collections.abc import Iterator


def load_seeds(path: str) -> Iterator[str]:
    with open(path, encoding="ascii") as fh:
        for line in fh:
            line = line.split("#")[0].strip()
            if line:
                yield line
