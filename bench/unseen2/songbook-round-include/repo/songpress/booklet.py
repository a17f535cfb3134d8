import textwrap


class Booklet:
    def __init__(self, width=40):
        self.width = width
        self.title = "Songs"
        self.songs = []     # (name, lines)

    @classmethod
    def make(cls, lines, **options):
        booklet = cls(**options)
        for line in lines:
            verb, _, rest = line.partition(" ")
            if verb == "%title":
                booklet.title = rest
            elif verb == "%song":
                booklet.songs.append((rest, []))
            elif line.strip():
                booklet.songs[-1][1].append(line)
        return booklet

    def contents(self):
        return [f"{n:2} {name}" for n, (name, _) in enumerate(self.songs, 1)]

    def text(self):
        out = [self.title.center(self.width).rstrip(), "=" * self.width, *self.contents()]
        for name, lines in self.songs:
            out += ["", name, "-" * len(name)]
            for line in lines:
                out += textwrap.wrap(line, self.width, subsequent_indent="    ")
        return "\n".join(out)
