class Table:
    """A table of text. Columns are as wide as their longest value or their title, and not narrower than
    what `widths` asks for.

        table = Table("who", "hours", widths={"hours": 8})
        table.add(who="nell", hours=7.5)
        print(table.render())
    """

    def __init__(self, *columns, widths={}):
        self.columns = columns
        self.widths = widths
        self.rows = []
        for name in columns:
            self.fit(name, name)

    def fit(self, name, text):
        self.widths[name] = max(self.widths.get(name, 0), len(text))

    def add(self, **values):
        row = {name: self.text(values[name]) for name in self.columns}
        for name, text in row.items():
            self.fit(name, text)
        self.rows.append(row)

    @staticmethod
    def text(value):
        return f"{value:.2f}" if isinstance(value, float) else str(value)

    def line(self, row):
        return "  ".join(row[name].ljust(width) for name, width in self.widths.items()).rstrip()

    def render(self):
        title = self.line({name: name for name in self.columns})
        return "\n".join([title, "-" * sum(self.widths.values()), *map(self.line, self.rows)])
