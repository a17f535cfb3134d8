"""Warehouse figures."""
