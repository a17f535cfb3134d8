import json
import logging
import pathlib
import sys

from leadintake.book import enter
from leadintake.sources import READERS


def intake(folder):
    book = {}
    for path in sorted(pathlib.Path(folder).iterdir()):
        reader = READERS.get(path.suffix)
        if reader:
            taken = sum(enter(book, lead) for lead in reader(path))
            logging.info("%s: %d leads", path.name, taken)
    return book


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    print(json.dumps(intake(sys.argv[1]), indent=2, ensure_ascii=False))
