def run(partner, catalogue, since):
    changes = partner.changes(since)
    for title in changes:
        if title.get("gone"):
            catalogue.pop(title["isbn"], None)
        else:
            catalogue[title["isbn"]] = title["name"]
    return len(changes)
