class HTTPError(Exception):
    """Ends a request with a status."""

    status = 500

    def __init__(self, detail):
        super().__init__(detail)
        self.detail = detail


class NotFound(HTTPError):
    status = 404


class Conflict(HTTPError):
    """The request was understood, but what it wants is gone."""

    status = 409
