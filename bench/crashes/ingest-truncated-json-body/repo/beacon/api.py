from __future__ import annotations

import json
import logging

from beacon.intake import Intake, TooMany

log = logging.getLogger("beacon")


def answer(intake: Intake, method: str, path: str, body: bytes) -> tuple[int, dict]:
    """One request, without HTTP around it: the status and the JSON of the response."""
    if (method, path) != ("POST", "/v1/events"):
        return 404, {"error": "no such resource"}
    try:
        return 202, {"taken": intake.take(body)}
    except json.JSONDecodeError as problem:
        log.exception("request rejected: %s %s (%d bytes)", method, path, len(body))
        return 400, {"error": f"not JSON: {problem.msg}"}
    except TooMany as problem:
        return 413, {"error": f"{problem} events, at most {intake.LIMIT}"}
