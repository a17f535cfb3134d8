"""Sends captured requests through the API once more."""
import logging
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from beacon.api import answer  # noqa: E402
from beacon.intake import Intake  # noqa: E402

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
intake = Intake()
for name in sys.argv[1:]:
    head, _, body = pathlib.Path(name).read_text().partition("\n\n")
    method, path, _ = head.splitlines()[0].split()
    status, document = answer(intake, method, path, body.strip().encode())
    logging.info("%s %s -> %d", method, path, status)
