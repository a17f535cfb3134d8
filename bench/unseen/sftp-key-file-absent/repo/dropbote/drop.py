import os
import urllib.request


def headers(settings):
    return {"Authorization": f"Bearer {settings.token}", "Content-Type": "application/octet-stream"}


def drop_all(settings, folder, send=urllib.request.urlopen):
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as fh:
            send(urllib.request.Request(f"{settings.url}/{name}", fh.read(), headers(settings), method="PUT"))
        yield name
