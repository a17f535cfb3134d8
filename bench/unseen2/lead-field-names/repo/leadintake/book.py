"""The address book: one entry per mail address, later forms complete earlier ones."""
import logging

log = logging.getLogger("leadintake")


def enter(book, lead):
    """Puts a lead into the book. False when it has no mail address and is of no use."""
    if "email" not in lead:
        log.info("no mail address: %s", lead.get("name", "?"))
        return False
    book.setdefault(lead["email"], {}).update(lead)
    return True
