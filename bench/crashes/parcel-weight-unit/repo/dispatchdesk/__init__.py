"""Quotes for outgoing parcels."""
