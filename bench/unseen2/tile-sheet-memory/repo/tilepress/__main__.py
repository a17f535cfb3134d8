import hashlib
import json
import logging
import sys

from .pattern import press

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
for path in sys.argv[1:]:
    with open(path) as fp:
        job = json.load(fp)
    logging.info("job %s", job["name"])
    canvas = press(job)
    print(job["name"], canvas.width, canvas.height, hashlib.sha1(canvas.ppm()).hexdigest())
