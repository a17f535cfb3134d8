from .errors import Conflict


class Members:
    def __init__(self):
        self._by_mail = {}

    def add(self, form):
        if form["mail"] in self._by_mail:
            raise Conflict("mail", "is a member already")
        self._by_mail[form["mail"]] = form
        return len(self._by_mail)
