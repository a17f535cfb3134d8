from .bus import Bus

__all__ = ["Bus"]
