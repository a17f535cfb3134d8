"""Settings, all from the environment.

PUBLIC_URL      where browsers reach us
SESSION_LIFE    seconds, 3600 when not set
SESSION_SECRET  signs the sessions; the same on all instances, at least 32 characters. There is no default.
"""
import os

PUBLIC_URL = os.environ["PUBLIC_URL"]
SESSION_LIFE = int(os.environ.get("SESSION_LIFE", "3600"))
SESSION_SECRET = os.environ["SESSION_SECRET"].encode()
