from .model import Actor


def from_payload(data):
    return Actor(data["login"], data.get("type", "User") == "User")
