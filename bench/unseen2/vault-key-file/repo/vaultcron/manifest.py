import hashlib
import hmac
import json


def entries(folders):
    """Yields (name, relative path, size, digest) of every file."""
    for name, folder in sorted(folders.items()):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            data = path.read_bytes()
            yield name, path.relative_to(folder).as_posix(), len(data), hashlib.sha256(data).hexdigest()


def manifest(machine, folders, key):
    """The manifest as text, the signature in the last line."""
    lines = [json.dumps({"machine": machine})] + [json.dumps(entry) for entry in entries(folders)]
    text = "\n".join(lines) + "\n"
    return text + hmac.new(key, text.encode(), "sha256").hexdigest() + "\n"
