from docshelf.guard import requires
from docshelf.permissions import Permission

DOCUMENTS = {"minutes": "Present: everybody"}


@requires(Permission.READ)
def open_document(user, document):
    return DOCUMENTS[document]


@requires(Permission.WRITE)
def append(user, document, line):
    return DOCUMENTS[document] + "\n" + line
