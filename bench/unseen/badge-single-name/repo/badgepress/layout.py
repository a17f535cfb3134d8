from collections import namedtuple

Badge = namedtuple("Badge", ["big", "small", "foot"])


def badge(name, company=""):
    words = name.strip().split(None, 1)
    return Badge(words[0], words[1], company.strip().upper())


def render(b, width=28):
    rows = [b.big.center(width)]
    if b.small:
        rows.append(b.small.center(width))
    if b.foot:
        rows.append(b.foot.rjust(width))
    edge = "+" + "-" * width + "+"
    return "\n".join([edge] + ["|" + r[:width] + "|" for r in rows] + [edge])
