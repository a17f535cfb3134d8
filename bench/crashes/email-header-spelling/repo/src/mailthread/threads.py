class Forest:
    """Mails by thread. A thread is named by the identity of its first mail."""

    def __init__(self):
        self._parents = {}
        self._subjects = {}

    def insert(self, message):
        self._parents[message.identity] = message.parent
        self._subjects[message.identity] = message.subject

    def root(self, identity):
        while self._parents.get(identity):
            identity = self._parents[identity]
        return identity

    def threads(self):
        grouped = {}
        for identity in self._parents:
            grouped.setdefault(self.root(identity), []).append(identity)
        return grouped

    def title(self, identity):
        return self._subjects.get(self.root(identity), "(unknown)")
