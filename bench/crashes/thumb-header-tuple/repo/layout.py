from raster import read_header

CELL = 160


def cell_size(data):
    """Size of the thumbnail: the longer side becomes CELL pixels, the shape stays."""
    width, height = read_header(data)
    scale = CELL / max(width, height)
    return round(width * scale), round(height * scale)


def place(files, columns):
    """Yields (name, x, y, w, h), centred in its cell, row by row."""
    for i, (name, data) in enumerate(files):
        w, h = cell_size(data)
        row, col = divmod(i, columns)
        yield name, col * CELL + (CELL - w) // 2, row * CELL + (CELL - h) // 2, w, h
