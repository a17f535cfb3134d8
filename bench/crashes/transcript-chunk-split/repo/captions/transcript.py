import re
from dataclasses import dataclass, field

LINE = re.compile(r"(\d\d):(\d\d):(\d\d) (.*)")


@dataclass
class Transcript:
    captions: list = field(default_factory=list)
    rejected: int = 0

    def add(self, line):
        m = LINE.fullmatch(line)
        if not m:
            self.rejected += 1
            return
        h, mnt, s, text = m.groups()
        self.captions.append((int(h) * 3600 + int(mnt) * 60 + int(s), text))
