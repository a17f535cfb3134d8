from email.utils import parsedate_to_datetime


def http_date(text):
    """Epoch seconds of an HTTP date such as ``Wed, 21 Oct 2015 07:28:00 GMT``.

    Raises ValueError for anything else.
    """
    try:
        return parsedate_to_datetime(text).timestamp()
    except TypeError:
        raise ValueError(f"no HTTP date: {text!r}") from None
