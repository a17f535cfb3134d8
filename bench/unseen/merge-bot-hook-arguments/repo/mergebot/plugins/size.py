from ..hooks import on

SIZES = [(10, "size/XS"), (100, "size/S"), (500, "size/M")]


def size_of(lines):
    for limit, name in SIZES:
        if lines <= limit:
            return name
    return "size/L"


@on("opened", "pushed")
def label_size(event):
    lines = event["added"] + event["removed"]
    return "label", event["number"], size_of(lines)
