def parse_labels(items):
    labels = {}
    for item in items:
        key, value = item.split("=", 1)
        labels[key] = value
    return labels
