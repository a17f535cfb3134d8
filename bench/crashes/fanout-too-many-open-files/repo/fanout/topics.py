def read(path):
    """The topics of a list; blank lines and comments do not count."""
    with open(path, encoding="utf-8") as lines:
        stripped = (line.partition("#")[0].strip() for line in lines)
        return [topic for topic in stripped if topic]
