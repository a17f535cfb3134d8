import logging
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from parlour.room import Room  # noqa: E402
from parlour.dispatch import handle  # noqa: E402

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
room = Room("lobby")
for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    who, _, text = line.partition(" ")
    try:
        handle(room, who, text)
    except Exception:
        logging.exception("room=%s who=%s line=%r", room.name, who, text)
for said in room.log:
    print(said)
