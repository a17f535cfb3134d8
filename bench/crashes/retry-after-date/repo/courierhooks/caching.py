from .httpdate import http_date


def fresh_for(headers, now):
    """Seconds for which an answer may be kept; 0 without Expires."""
    if "Expires" not in headers:
        return 0
    return max(0, round(http_date(headers["Expires"]) - now))
