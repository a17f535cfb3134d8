import json

from .canvas import Canvas
from .sizes import pixels


def run(path):
    with open(path) as fh:
        job = json.load(fh)
    print(f"job {job['id']}: {job['paper']} in {job['dpi']} dpi", flush=True)
    canvas = Canvas(*pixels(job["paper"], job["dpi"]))
    for bar in job["bars"]:
        canvas.bar(int(bar["from"] * canvas.height), int(bar["to"] * canvas.height), bar["rgb"])
    return canvas
