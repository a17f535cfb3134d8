"""Newsletters and text messages to our members.

The addresses of a list are cut into equal batches, in the order of the list, one batch per sender; the last
sender takes what is left over. A list shorter than the number of senders goes out one address per sender.
"""
