from .text import to_slug


def page_name(post):
    return f"{post.day:%Y}/{to_slug(post.title, limit=60)}.html"
