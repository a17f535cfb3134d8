class IllegalMove(ValueError):
    """The player asked for something that the rules forbid. The position stays as it is."""


FILES = "abcdefgh"


class Board:
    """Pawns only so far."""

    def __init__(self):
        self.pieces = {f + "2": "w" for f in FILES} | {f + "7": "b" for f in FILES}
        self.turn = "w"

    def move(self, source, target):
        if source not in self.pieces:
            raise IllegalMove(f"no piece on {source}")
        colour = self.pieces[source]
        if colour != self.turn:
            raise IllegalMove(f"it is not the turn of the piece on {source}")
        self._check_pawn(source, target, colour)
        self.pieces[target] = self.pieces.pop(source)
        self.turn = "b" if colour == "w" else "w"

    def _check_pawn(self, source, target, colour):
        step = int(target[1]) - int(source[1])
        ahead = 1 if colour == "w" else -1
        double = 2 * ahead if source[1] == ("2" if colour == "w" else "7") else ahead
        if source[0] == target[0]:
            if step not in (ahead, double) or target in self.pieces:
                raise IllegalMove(f"a pawn cannot go from {source} to {target}")
        elif abs(FILES.index(source[0]) - FILES.index(target[0])) != 1 or step != ahead \
                or self.pieces.get(target, colour) == colour:
            raise IllegalMove(f"a pawn cannot go from {source} to {target}")
