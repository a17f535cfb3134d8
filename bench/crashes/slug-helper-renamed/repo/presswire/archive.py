from itertools import groupby

from .text import slugify

SLUG_LIMIT = 24


def archive(posts):
    """One line for each post under its year, with a short anchor."""
    for year, group in groupby(posts, key=lambda p: p.day.year):
        yield f"== {year}"
        for post in group:
            yield f"#{slugify(post.title, SLUG_LIMIT)} {post.day:%d.%m.} {post.title}"
