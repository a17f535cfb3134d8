"""Puts mails of the spool into threads."""
