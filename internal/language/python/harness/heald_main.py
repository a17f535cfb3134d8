"""The outer process of a harness run. It never imports foreign code: it forks an inner one first, which never sees the nonce, reads
the request from stdin, hands it on over a pipe and frames what comes back with the nonce."""
import json
import os
import select
import signal
import sys
import time

REPORT_LIMIT = 12 << 20


def main():
    to_inner, from_inner = os.pipe(), os.pipe()
    outer = os.getpid()
    inner = os.fork()
    if inner == 0:
        os.close(to_inner[1])
        os.close(from_inner[0])
        run_inner(to_inner[0], from_inner[1], outer)
    os.close(to_inner[0])
    os.close(from_inner[1])
    asked = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    deadline = time.monotonic() + float(asked["seconds"])
    body = json.dumps(asked["request"]).encode("utf-8")
    try:
        send(to_inner[1], body)
        answer = receive(from_inner[0], deadline)
    finally:
        kill(inner)
    frame(asked["nonce"], answer)


def run_inner(source, sink, outer):
    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    status = 1
    try:
        request = json.loads(read_all(source).decode("utf-8"))
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
        import heald_modes
        answer = heald_modes.answer(request, lambda value: emit(sink, value))
        emit(sink, {"end": answer})
        status = 0
    except BaseException as error:
        import traceback
        emit(sink, {"broken": "%s: %s" % (type(error).__name__, str(error)[:500]), "where": traceback.format_exc()[-1500:]})
    finally:
        os._exit(status)


def emit(sink, value):
    send(sink, json.dumps(value).encode("utf-8") + b"\n", close=False)


def send(sink, body, close=True):
    view = memoryview(body)
    try:
        while view:
            view = view[os.write(sink, view):]
    except BrokenPipeError:
        pass
    if close:
        os.close(sink)


def read_all(source):
    parts = []
    while True:
        part = os.read(source, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


def receive(source, deadline):
    """Collects the inner's lines until it ends, says too much or the time is up. What came so far is kept."""
    parts, size, ended = [], 0, "time"
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        ready, _, _ = select.select([source], [], [], left)
        if not ready:
            break
        part = os.read(source, 1 << 16)
        if not part:
            ended = "end"
            break
        parts.append(part)
        size += len(part)
        if size > REPORT_LIMIT:
            ended = "size"
            break
    lines = b"".join(parts).split(b"\n")
    values = []
    for line in lines[:-1]:
        try:
            values.append(json.loads(line.decode("utf-8")))
        except ValueError:
            ended = "garbled"
    return {"ended": ended, "values": values}


def kill(inner):
    try:
        os.killpg(inner, signal.SIGKILL)
    except OSError:
        try:
            os.kill(inner, signal.SIGKILL)
        except OSError:
            pass


def frame(nonce, answer):
    body = json.dumps(answer)
    sys.stdout.write("\n%s %d\n%s\n%s\n" % (nonce, len(body), body, nonce))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
