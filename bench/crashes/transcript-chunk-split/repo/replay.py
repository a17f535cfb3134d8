import argparse
import socket
import threading

from captions.server import listen, receive
from captions.transcript import Transcript


def play(path, address):
    with open(path, "rb") as fh, socket.create_connection(address) as out:
        out.sendall(fh.read())


def main():
    p = argparse.ArgumentParser()
    p.add_argument("recording")
    p.add_argument("--mtu", type=int, default=4096)
    a = p.parse_args()
    transcript = Transcript()
    with listen() as server:
        threading.Thread(target=play, args=(a.recording, server.getsockname()), daemon=True).start()
        conn, _ = server.accept()
        with conn:
            receive(conn, transcript, a.mtu)
    print(len(transcript.captions), "captions,", transcript.rejected, "rejected")


if __name__ == "__main__":
    main()
