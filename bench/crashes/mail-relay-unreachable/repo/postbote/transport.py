import logging
import os
import smtplib
import time

log = logging.getLogger("postbote")


def connect():
    host, _, port = os.environ.get("MAIL_RELAY", "localhost:25").partition(":")
    return smtplib.SMTP(host, int(port), timeout=10)


def deliver(message, connect=connect, tries=3, pause=time.sleep):
    """Hands the mail to the relay. Raises the last OSError when the relay stays away."""
    for attempt in range(1, tries + 1):
        try:
            with connect() as relay:
                relay.send_message(message)
            return attempt
        except OSError as problem:
            log.warning("attempt %d of %d: %s", attempt, tries, problem)
            if attempt == tries:
                raise
            pause(0.01 * 2 ** attempt)
