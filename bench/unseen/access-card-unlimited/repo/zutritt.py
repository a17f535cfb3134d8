import sqlite3
from datetime import date


class Card:
    def __init__(self, serial, holder, valid_until, revoked):
        self.serial, self.holder = serial, holder
        self.valid_until = date.fromisoformat(valid_until) if valid_until else None
        self.revoked = bool(revoked)

    def opens(self, today):
        if self.revoked:
            return False
        return self.valid_until is None or today <= self.valid_until

    def describe(self):
        return f"{self.holder}: " + (f"until {self.valid_until}" if self.valid_until else "unlimited")


class Register:
    def __init__(self, dump="cards.sql"):
        self.db = sqlite3.connect(":memory:")
        with open(dump) as fh:
            self.db.executescript(fh.read())

    def cards(self):
        rows = self.db.execute("select serial, holder, valid_until, revoked from card order by serial")
        return [Card(*row) for row in rows]

    def revoke(self, card):
        self.db.execute("update card set revoked = 1 where serial = ?", (card.serial,))
        self.db.commit()


def revoke_expired(register, today):
    """Blocks the cards whose time is over. Returns them."""
    gone = []
    for card in register.cards():
        if not card.revoked and card.valid_until < today:
            register.revoke(card)
            gone.append(card)
    return gone
