import logging
import os
import shutil

log = logging.getLogger("transport")


class Local:
    """A directory as target; a mounted share for instance."""

    def __init__(self, root):
        self.root = root

    def send(self, path, name):
        os.makedirs(self.root, exist_ok=True)
        shutil.copyfile(path, os.path.join(self.root, name))


def push(path, target, *, name=None, attempts=1):
    """Sends a file, trying attempts times in all. The last failure is raised."""
    for left in reversed(range(attempts)):
        try:
            target.send(path, name or os.path.basename(path))
            return
        except OSError as err:
            if not left:
                raise
            log.warning("%s: %s, %d attempts left", path, err, left)
