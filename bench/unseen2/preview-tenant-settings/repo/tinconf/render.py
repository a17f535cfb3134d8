import html

PAGE = """<body class="{theme}">
<h1>{title}</h1>
<ol>{items}</ol>
</body>"""


def page(settings, events):
    shown = events[:settings.per_page]
    # some tenants want no footer line
    footer = getattr(settings, "footer", "")
    items = "".join(f"<li>{html.escape(name)}</li>" for name in shown)
    return PAGE.format(theme=settings.theme, title=html.escape(settings.title), items=items) + footer
