import asyncio
import json
import logging
import sys

from .directory import Directory
from .fanout import Fanout
from .gateways import MailGateway, SmsGateway


async def main(path):
    with open(path) as fp:
        data = json.load(fp)
    fanout = Fanout(Directory(data["people"]), MailGateway(), SmsGateway())
    for alert in data["alerts"]:
        logging.info("%s %s", alert["id"], await fanout.alert(alert))


logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
asyncio.run(main(sys.argv[1]))
