from collections import Counter


def count(entries):
    return Counter(entry.key for entry in entries)


def longest(entries):
    return max(entries, key=lambda entry: len(entry.text))
