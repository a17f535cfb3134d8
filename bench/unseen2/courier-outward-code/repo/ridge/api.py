import logging

from .quote import MAX_GRAMS, quote

log = logging.getLogger("ridge.api")


def answer(identity, status, **body):
    return {"id": identity, "status": status, **body}


def handle(zones, request):
    """One request (a dict) in, one answer (a dict) out."""
    identity = request.get("id")
    postcode, grams = request.get("postcode"), request.get("grams")
    if not postcode or not isinstance(grams, int) or grams <= 0:
        return answer(identity, 400, error="postcode and grams are needed")
    if grams > MAX_GRAMS:
        return answer(identity, 422, error="too heavy")
    if postcode not in zones:
        log.info("no zone for %r", postcode)
        return answer(identity, 422, error="we do not deliver there")
    result = quote(zones, postcode, grams)
    return answer(identity, 200, pence=result.pence, days=result.days)
