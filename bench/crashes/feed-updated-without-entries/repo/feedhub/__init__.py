from feedhub.feed import Entry, Feed

__all__ = ["Entry", "Feed"]
