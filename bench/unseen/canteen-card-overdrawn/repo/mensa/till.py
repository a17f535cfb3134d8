import traceback

from .cards import CardError


class Till:
    def __init__(self, cards, display):
        self.cards = cards
        self.display = display

    def sell(self, number, cents):
        try:
            rest = self.cards.charge(number, cents)
        except CardError as problem:
            traceback.print_exc()  # audit wants to see refused sales
            self.display(f"NOT SOLD - {problem}")
            return False
        self.display(f"sold, {rest / 100:.2f} left")
        return True
