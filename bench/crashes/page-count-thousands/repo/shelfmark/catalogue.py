class Catalogue:
    def __init__(self):
        self._titles = {}

    def add(self, title):
        self._titles[title.isbn] = title

    def __len__(self):
        return len(self._titles)

    def __getitem__(self, isbn):
        return self._titles[isbn]

    def total_pages(self):
        return sum(t.pages for t in self._titles.values())

    def stock_value(self):
        return sum(t.copies * t.cents for t in self._titles.values())
