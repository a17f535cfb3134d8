import logging
import sys

from postbote.mail import load
from postbote.transport import deliver

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
for path in sys.argv[1:]:
    mail = load(path)
    logging.info("sending %s to %s", path, mail["To"])
    deliver(mail)
