from maptiles.grid import bounds


def parse(tile):
    zoom, x, y = (int(part) for part in tile.split("/"))
    return zoom, x, y


def render(message):
    west, south, east, north = bounds(*parse(message["tile"]))
    return {"id": message["id"], "box": [round(value, 5) for value in (west, south, east, north)]}
