from .posts import read_posts


def pages(folder):
    from .pages import page_name
    return [page_name(p) for p in read_posts(folder)]


def archive(folder):
    from .archive import archive as lines
    return list(lines(read_posts(folder)))


def run(argv):
    command, folder = argv
    for line in {"pages": pages, "archive": archive}[command](folder):
        print(line)
    return 0
