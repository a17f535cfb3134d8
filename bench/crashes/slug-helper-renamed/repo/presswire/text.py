import re
import unicodedata


def to_slug(title, *, limit):
    """Lower case words of the title joined by hyphens, accents taken off, cut at a word to fit the limit."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain.lower()):
        if len(slug) + len(word) + 1 > limit + (not slug):
            break
        slug = f"{slug}-{word}" if slug else word
    return slug
