class Context:
    """What a hook may do to the forge. Collected here and sent in one go afterwards."""

    def __init__(self):
        self.actions = []

    def comment(self, number, text):
        self.actions.append(("comment", number, text))

    def label(self, number, name):
        self.actions.append(("label", number, name))
