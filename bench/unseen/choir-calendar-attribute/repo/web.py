from html import escape


def item(concert):
    return (f"<li><b>{escape(concert.title)}</b>, {escape(concert.place)}, "
            f"{concert.starts:%d.%m.%Y %H:%M} (doors {concert.doors:%H:%M})</li>")


def page(concerts):
    return "<ul>\n" + "\n".join(map(item, sorted(concerts, key=lambda c: c.starts))) + "\n</ul>"
