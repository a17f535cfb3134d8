MM_PER_INCH = 25.4
PAPER = {"a4": (210, 297), "a2": (420, 594), "a0": (841, 1189)}
RESOLUTIONS = (150, 300, 400)


class UnknownSize(ValueError):
    pass


def pixels(paper, dpi):
    """Width and height in pixels. All papers can be had in all resolutions, up to A0 in 400 dpi."""
    if paper not in PAPER or dpi not in RESOLUTIONS:
        raise UnknownSize(f"{paper} in {dpi} dpi")
    return tuple(round(mm / MM_PER_INCH * dpi) for mm in PAPER[paper])
