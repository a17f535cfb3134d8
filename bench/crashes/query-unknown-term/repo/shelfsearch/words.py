import re

STOP = frozenset("a an and in of on the to".split())


def words(text):
    return [w for w in re.findall(r"\w+", text.casefold()) if w not in STOP]
