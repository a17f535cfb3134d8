class Card:
    def __init__(self, title, done=False):
        self.title = title
        self.done = done


class Checklist:
    """A named group of cards."""

    def __init__(self, name, cards=()):
        self.name = name
        self.cards = list(cards)

    @property
    def done(self):
        return sum(card.done for card in self.cards)

    @property
    def progress(self):
        """Whole percent."""
        return 100 * self.done // len(self.cards)


class Board:
    def __init__(self, title, checklists=()):
        self.title = title
        self.checklists = list(checklists)

    @property
    def progress(self):
        """Whole percent, every checklist weighing the same."""
        if not self.checklists:
            return 100
        return sum(item.progress for item in self.checklists) // len(self.checklists)

    @property
    def finished(self):
        return self.progress == 100
