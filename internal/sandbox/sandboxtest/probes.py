"""Probes of a sandbox: each tries one thing and says whether it could. Usage: probes.py NAME ARGUMENT..."""
import ctypes
import errno
import fcntl
import glob
import mmap
import os
import pty
import signal
import socket
import stat
import struct
import subprocess
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

CALLS = {  # the numbers of x86-64; those from 424 on are the same everywhere
    "ioctl": 16, "getppid": 110, "clone": 56, "ptrace": 101, "syslog": 103, "personality": 135, "pivot_root": 155, "chroot": 161,
    "acct": 163, "mount": 165, "umount2": 166, "swapon": 167, "reboot": 169, "sethostname": 170, "quotactl": 179, "init_module": 175,
    "settimeofday": 164, "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272, "perf_event_open": 298,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "finit_module": 313, "bpf": 321,
    "userfaultfd": 323, "io_uring_setup": 425, "open_tree": 428, "fsopen": 430, "clone3": 435, "pidfd_getfd": 438,
    "mount_setattr": 442, "newer": 463,
}


class Refused(Exception):
    pass


def call(name, *args):
    """Makes a system call and raises OSError for a failure."""
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(CALLS[name]), *(ctypes.c_long(a) if isinstance(a, int) else a for a in args))
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, "%s: %s" % (name, os.strerror(code)))
    return result


def number(text):
    return ctypes.c_long(int(text, 0))


# --- system calls ---

def sys_(name, *args):
    return str(call(name, *(number(a) if a[:1] in "-0123456789" else ctypes.c_char_p(a.encode()) for a in args)))


def entered(name, *args):
    """A call with nonsense arguments: any answer but EPERM and ENOSYS comes from the kernel's code behind the filter."""
    try:
        return sys_(name, *args)
    except OSError as e:
        if e.errno in (errno.EPERM, errno.ENOSYS):
            raise
        return "kernel answered " + errno.errorcode[e.errno]


def clone(flags):
    pid = call("clone", ctypes.c_long(int(flags, 0) | signal.SIGCHLD), 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return "child ran"


def sleeper():
    pid = os.fork()
    if pid == 0:
        time.sleep(30)
        os._exit(0)
    return pid


def ptrace_child():
    pid = sleeper()
    try:
        return str(call("ptrace", 16, pid, 0, 0))  # PTRACE_ATTACH
    finally:
        os.kill(pid, signal.SIGKILL)


def read_child_memory():
    secret = ctypes.create_string_buffer(b"secret")
    found = ctypes.create_string_buffer(6)
    iovec = lambda b: struct.pack("QQ", ctypes.addressof(b), 6)
    pid = sleeper()
    try:
        call("process_vm_readv", pid, iovec(found), 1, iovec(secret), 1, 0)
        return found.raw.decode()
    finally:
        os.kill(pid, signal.SIGKILL)


def machine_code(code):
    """Runs machine code in a child and returns its EAX as a number."""
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex(code))
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    pid = os.fork()
    if pid == 0:
        os._exit(0 if function() > 0 else 1)
    status = os.waitpid(pid, 0)[1]
    if status != 0:
        raise Refused("child ended with %d" % status)
    return "called"


def terminal(request):
    _, slave = pty.openpty()
    letter = ctypes.create_string_buffer(b"x" * 16)
    return str(call("ioctl", slave, ctypes.c_ulong(int(request, 0)), letter))


# --- files ---

def read(path):
    with open(path, "rb") as f:
        return repr(f.read(40))


def write(path):
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    return "opened for writing"


def openw(path):
    os.close(os.open(path, os.O_WRONLY))
    return "opened for writing"


def mkdir(path):
    os.mkdir(path)
    return "made"


def unlink(path):
    os.unlink(path)
    return "removed"


def rename(old, new):
    os.rename(old, new)
    return "renamed"


def chmod(path):
    os.chmod(path, 0o777)
    return "changed"


def listdir(path):
    return repr(os.listdir(path)[:5])


def link_and_read(target, link):
    os.symlink(target, link)
    return read(link)


def sweep(top):
    """Files below top that can be opened for writing."""
    found = []
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                found.append(path)
            except OSError:
                pass
    if not found:
        raise Refused("nothing is writable")
    return repr(found[:5])


def devices(*known):
    """Devices that a program has no need of."""
    found = []
    for path in glob.glob("/dev/**", recursive=True):
        try:
            mode = os.lstat(path).st_mode
        except OSError:
            continue
        if (stat.S_ISBLK(mode) or stat.S_ISCHR(mode)) and path not in known and not path.startswith("/dev/pts"):
            found.append(path)
    if not found:
        raise Refused("no devices")
    return repr(found[:5])


def mknod(kind, path):
    os.mknod(path, {"char": stat.S_IFCHR, "block": stat.S_IFBLK, "fifo": stat.S_IFIFO}[kind] | 0o600, os.makedev(1, 3))
    return "made"


def suid_mount(path):
    if os.statvfs(path).f_flag & os.ST_NOSUID:
        raise Refused("nosuid")
    return "set-user-id programs work"


# --- processes ---

def environ_of(pattern, marker):
    return grep("/proc/%s/environ" % pattern, marker)


def cmdline_of(pattern, marker):
    return grep("/proc/%s/cmdline" % pattern, marker)


def grep(pattern, marker):
    """Looks for marker, whose halves are given apart so that this command line does not hold it."""
    want = marker.replace("+", "").encode()
    for path in glob.glob(pattern):
        try:
            with open(path, "rb") as f:
                if want in f.read():
                    return path
        except OSError:
            pass
    raise Refused("nowhere")


def kill(pid, number_):
    os.kill(int(pid), int(number_))
    return "delivered"


def own_environ(name):
    if name not in os.environ:
        raise Refused("not set")
    return os.environ[name]


def only_environ(*names):
    extra = set(os.environ) - set(names) - {"LC_CTYPE"}  # Python sets that one itself
    if not extra:
        raise Refused("nothing else")
    return repr(extra)


def descriptors():
    found = [fd for fd in os.listdir("/proc/self/fd") if int(fd) > 2 and os.path.exists("/proc/self/fd/" + fd)]
    if not found:
        raise Refused("only 0, 1, 2")
    return repr(found)


def capabilities():
    with open("/proc/self/status") as f:
        sets = [line.split()[1] for line in f if line.startswith("Cap")]
    if len(sets) == 5 and not any(int(s, 16) for s in sets):
        raise Refused("none")
    return repr(sets)


def new_privileges():
    with open("/proc/self/status") as f:
        if "NoNewPrivs:\t1" in f.read():
            raise Refused("no_new_privs is set")
    return "no_new_privs is not set"


def become(uid):
    os.setuid(os.getuid() if uid == "self" else int(uid))
    return str(os.getuid())


def run(*argv):
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=10)
    if done.returncode != 0:
        raise Refused(repr(done.stdout[-200:]))
    return repr(done.stdout[-200:])


def effective_root(program):
    """Runs a copy of id and looks whether it is root."""
    out = subprocess.run([program, "-u"], stdout=subprocess.PIPE).stdout.strip()
    if out != b"0":
        raise Refused(repr(out))
    return "root"


def raise_limit(by):
    import resource
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, hard + int(by)), hard + int(by)))
    except ValueError as e:
        raise Refused(str(e))
    return "set"


def hostname_is(name):
    if socket.gethostname() != name:
        raise Refused(socket.gethostname())
    return name


def set_time():
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    return "set"


def controlling_terminal(make):
    """Opens /dev/tty, with a terminal of its own or with what it was given."""
    pid = os.fork()
    if pid == 0:
        try:
            if make == "own":
                _, slave = pty.openpty()
                os.setsid()
                fcntl.ioctl(slave, 0x540E, 0)  # TIOCSCTTY
            os.open("/dev/tty", os.O_RDWR)
        except OSError as e:
            os._exit(e.errno)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code:
        raise OSError(code, os.strerror(code))
    return "opened"


# --- network ---

def tcp(host, port):
    socket.create_connection((host, int(port)), 2).close()
    return "connected"


def tcp_inside():
    server = socket.create_server(("127.0.0.1", 0))
    return tcp(*server.getsockname())


def udp(host, port):
    s = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(b"x", (host, int(port)))
    return "sent"


def resolve(name):
    try:
        return repr(socket.getaddrinfo(name, 80)[:1])
    except socket.gaierror as e:
        raise Refused(str(e))


def unix(address):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(2)
    s.connect("\0" + address[1:] if address.startswith("@") else address)
    return "connected"


def family(domain, kind, protocol="0"):
    s = libc.socket(int(domain), int(kind), int(protocol))
    if s < 0:
        raise OSError(ctypes.get_errno(), "socket")
    return "opened"


def family64(domain):
    """A domain with bits that the kernel cuts off and a filter may not."""
    CALLS["socket"] = 41
    return str(call("socket", ctypes.c_ulong(0x100000000 | int(domain)), ctypes.c_long(3), ctypes.c_long(0)))


PROBES = {k.rstrip("_"): v for k, v in globals().items() if callable(v) and getattr(v, "__module__", "") == __name__}

if __name__ == "__main__":
    try:
        print("REACHED", PROBES[sys.argv[1]](*sys.argv[2:]))
    except (OSError, Refused) as e:
        print("REFUSED", e)
