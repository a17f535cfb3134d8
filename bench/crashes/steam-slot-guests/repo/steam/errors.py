class Declined(Exception):
    """The guest asked for something that the house does not do; the text is shown to the guest."""
