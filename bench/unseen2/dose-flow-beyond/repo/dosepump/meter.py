def flows(lines):
    """The readings of the flow meter. It cannot turn backwards."""
    for line in lines:
        text = line.partition("#")[0].strip()
        if text:
            yield max(0.0, float(text))
