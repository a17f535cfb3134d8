"""Captions for photographs."""
