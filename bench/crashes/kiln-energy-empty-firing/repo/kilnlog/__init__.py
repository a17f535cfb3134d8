"""Kiln figures."""
