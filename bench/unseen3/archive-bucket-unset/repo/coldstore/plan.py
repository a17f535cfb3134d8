import logging

from .index import documents

log = logging.getLogger("coldstore.plan")


def expired(tenant, today):
    """Ids of the documents to delete."""
    found = []
    for document in documents(tenant.folder):
        if today - document.created <= tenant.retention:
            continue
        if document.hold:
            if tenant.on_hold == "report":
                log.warning("%s is under hold: %s", document.id, document.hold)
            continue
        found.append(document.id)
    return found
