from .text import slugify


def page_name(post):
    return f"{post.day:%Y}/{slugify(post.title)}.html"
