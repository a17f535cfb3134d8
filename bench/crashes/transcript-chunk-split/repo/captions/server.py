import socket

from .assembler import LineAssembler


def receive(conn, transcript, piece=4096):
    assembler = LineAssembler()
    while True:
        chunk = conn.recv(piece)
        if not chunk:
            break
        for line in assembler.feed(chunk):
            transcript.add(line)
    rest = assembler.close()
    if rest:
        transcript.add(rest)


def listen(host="127.0.0.1", port=0):
    return socket.create_server((host, port))
