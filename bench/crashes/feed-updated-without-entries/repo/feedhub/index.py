def index(feeds):
    """Feeds of the start page, the one that changed last first."""
    return sorted(feeds, key=lambda feed: feed.updated(), reverse=True)
