class Rejected(Exception):
    """The client sent something we do not accept."""

    status = "422 Unprocessable Entity"

    def __init__(self, field, reason):
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Conflict(Rejected):
    status = "409 Conflict"
