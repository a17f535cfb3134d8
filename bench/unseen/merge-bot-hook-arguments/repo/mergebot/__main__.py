import json
import logging
import sys

from . import hooks
from .context import Context

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
hooks.load_plugins()
with open(sys.argv[1]) as fh:
    event = json.load(fh)
ctx = Context()
hooks.fire(event["type"], event, ctx)
for action in ctx.actions:
    print(*action)
