from kilnlog import figures

COLUMNS = ("kiln", "heating_rate", "power", "energy_per_piece")


def line(firing):
    return {
        "kiln": firing.kiln,
        "heating_rate": figures.heating_rate(firing),
        "power": figures.power(firing),
        "energy_per_piece": figures.energy_per_piece(firing),
    }


def build(firings):
    """The lines of the sheet."""
    return [line(firing) for firing in firings]


def render(period, lines):
    head = f"period {period}"
    body = [" ".join(str(entry[name]) for name in COLUMNS) for entry in lines]
    return "\n".join([head, " ".join(COLUMNS), *body])
