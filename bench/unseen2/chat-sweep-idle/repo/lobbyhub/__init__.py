from .hub import Hub

__all__ = ["Hub"]
