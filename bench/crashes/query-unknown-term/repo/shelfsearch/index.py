from functools import reduce

from .words import words


class Index:
    def __init__(self):
        self.postings = {}

    def add(self, doc, text):
        for word in words(text):
            self.postings.setdefault(word, set()).add(doc)

    def any_of(self, query):
        """Documents that contain at least one of the words."""
        return set().union(*(self.postings.get(w, ()) for w in words(query)))

    def all_of(self, query):
        """Documents that contain every one of the words; no words, no documents."""
        sets = [self.postings[w] for w in words(query)]
        if not sets:
            return set()
        return reduce(set.intersection, sorted(sets, key=len))
