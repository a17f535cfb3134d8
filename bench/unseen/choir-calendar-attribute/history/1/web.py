from html import escape


def item(concert):
    return (f"<li><b>{escape(concert.title)}</b>, {escape(concert.place)}, "
            f"{concert.time:%d.%m.%Y %H:%M}</li>")


def page(concerts):
    return "<ul>\n" + "\n".join(map(item, sorted(concerts, key=lambda c: c.time))) + "\n</ul>"
