import logging
import sys

from .bot import Bot

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
bot = Bot()
for line in sys.stdin:
    user, _, text = line.rstrip("\n").partition("> ")
    reply = bot.hear(user, text)
    if reply:
        print(reply)
