from .canvas import Canvas

INCH = 25.4


def pixels(millimetres, dpi):
    return tuple(round(length / INCH * dpi) for length in millimetres)


def checker(canvas, tile, colours):
    """Tiles in two colours by turns."""
    wide, high = tile
    light, dark = (bytes.fromhex(colour) for colour in colours)
    pattern = light * wide + dark * wide
    for y in range(canvas.height):
        canvas.row(y, wide if y // high % 2 else 0, pattern)


def press(job):
    canvas = Canvas(*pixels(job["millimetres"], job["dpi"]))
    checker(canvas, job["tile"], job["colours"])
    return canvas
