ARTISTS = ["Alice Coltrane", "Broadcast", "Can", "Dorothy Ashby", "ESG"]
RELEASES = [("Journey in Satchidananda", 1971), ("Tender Buttons", 2005), ("Ege Bamyasi", 1972), ("Afro-Harping", 1968)]


def paged(items, page, size):
    first = (page - 1) * size
    return {"page": page, "pages": -(-len(items) // size), "items": items[first:first + size]}


def artists(page, size):
    return paged(sorted(ARTISTS), page, size)


def releases(page, size, since=None):
    return paged([r for r in RELEASES if since is None or r[1] >= since], page, size)
