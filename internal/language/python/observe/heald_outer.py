"""The outer process of an experiment. It never imports foreign code and alone knows the nonce: it forks an inner process first, reads
the question from stdin, hands on what the inner may know, checks every line that comes back, and frames the answer with the nonce.

A line of the inner carries a secret and a number. The secret lives in the inner's memory beside foreign code, so it is no proof; it
makes a forger work, and a line without it, out of turn or after the end spoils the whole answer. Standard library only, Python 3.8+."""
import json
import os
import select
import signal
import sys
import time

REPORT_LIMIT = 12 << 20


def main():
    down, up = os.pipe(), os.pipe()
    inner = os.fork()
    if inner == 0:
        os.close(down[1])
        os.close(up[0])
        run_inner(down[0], up[1])
    os.close(down[0])
    os.close(up[1])
    hide()
    asked = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    deadline = time.monotonic() + float(asked["seconds"])
    secret = os.urandom(16).hex()
    try:
        send(down[1], json.dumps({"secret": secret, "task": asked["task"], "request": asked["request"]}).encode("utf-8"))
        answer = receive(up[0], deadline, secret)
    finally:
        kill(inner)
    body = json.dumps(answer)
    sys.stdout.write("\n%s %d\n%s\n%s\n" % (asked["nonce"], len(body), body, asked["nonce"]))
    sys.stdout.flush()


def hide():
    """Keeps other processes of the same user from reading this one's memory and descriptors."""
    try:
        import ctypes
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
    except Exception:
        pass  # no libc by that name: the pipes are still our own


def run_inner(source, sink):
    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    if quiet > 2:
        os.close(quiet)
    leave = os._exit
    try:
        asked = json.loads(read_all(source).decode("utf-8"))
        os.close(source)
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
        emit = emitter(sink, asked.pop("secret"))
        task, request = asked["task"], asked["request"]
        del asked
        module = __import__("heald_" + task)
        search_path(request)
        try:
            emit({"end": module.run(request, emit)})
        except BaseException as error:
            emit({"broken": "%s: %s" % (type(error).__name__, str(error)[:500])})
    finally:
        leave(0)


def search_path(request):
    """The import path that the service has. The outer process started without the environment's packages."""
    import site
    site.main()
    front = [os.path.normpath(folder) for folder in request.get("path") or []]
    tail = list(request.get("tail") or [])
    sys.path[1:1] = front
    sys.path.extend(tail)
    os.environ["PYTHONPATH"] = os.pathsep.join(front + tail)


def emitter(sink, secret):
    """A function that sends one value up. It holds its own references, so that patching modules does not reach it, and is deaf in forks."""
    write, own, pid, count = os.write, plain, os.getpid, [0]
    me = pid()

    def emit(value):
        if pid() != me:
            return
        body = ("%s %d %s\n" % (secret, count[0], own(value))).encode("utf-8", "replace")
        count[0] += 1
        while body:
            body = body[write(sink, body):]
    return emit


try:
    from _json import encode_basestring_ascii as _quote
except ImportError:
    _quote = json.encoder.py_encode_basestring_ascii


def plain(value):
    """JSON of plain values, without the json module's patchable parts."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return _quote(str(value))
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return float.__repr__(value) if value - value == 0 else "null"
    if isinstance(value, dict):
        return "{%s}" % ",".join("%s:%s" % (_quote(str(k)), plain(v)) for k, v in value.items())
    return "[%s]" % ",".join(plain(v) for v in value)


def send(sink, body):
    view = memoryview(body)
    try:
        while view:
            view = view[os.write(sink, view):]
    except BrokenPipeError:
        pass
    os.close(sink)


def read_all(source):
    parts = []
    while True:
        part = os.read(source, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


def receive(source, deadline, secret):
    """Collects the inner's lines until its end. "ended" says how: "end", "died", "time", "size" or "forged"."""
    values, held, size, ended = [], b"", 0, ""
    while not ended:
        left = deadline - time.monotonic()
        ready = select.select([source], [], [], left)[0] if left > 0 else []
        if not ready:
            ended = "time"
            break
        part = os.read(source, 1 << 16)
        if not part:
            ended = "died"
            break
        size += len(part)
        *lines, held = (held + part).split(b"\n")
        for line in lines:
            value = None if ended else read_line(line, secret, len(values))
            if value is None:
                ended = "forged"
                break
            values.append(value)
            if "end" in value or "broken" in value:
                ended = "end"
        if size > REPORT_LIMIT and not ended:
            ended = "size"
    return {"ended": ended, "values": values}


def read_line(line, secret, number):
    try:
        got, index, body = line.decode("utf-8").split(" ", 2)
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if got == secret and index == str(number) and isinstance(value, dict) else None


def kill(inner):
    for act in (lambda: os.killpg(inner, signal.SIGKILL), lambda: os.kill(inner, signal.SIGKILL), lambda: os.waitpid(inner, 0)):
        try:
            act()
        except OSError:
            pass


if __name__ == "__main__":
    main()
