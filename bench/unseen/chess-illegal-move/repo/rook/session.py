import logging
import sys

from .rules import Board, IllegalMove

log = logging.getLogger("rook")


class Session:
    def __init__(self, say=print):
        self.board = Board()
        self.say = say

    def line(self, text):
        verb, _, rest = text.strip().partition(" ")
        if verb == "resign":
            self.say("bye")
            return False
        try:
            self.board.move(rest[:2], rest[2:4])
        except IllegalMove as refusal:
            log.exception("move refused")
            self.say(f"illegal {refusal}")
        else:
            self.say("ok")
        return True


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    session = Session(lambda text: log.info("> %s", text))
    for text in sys.stdin:
        log.info("< %s", text.strip())
        if not session.line(text):
            break
