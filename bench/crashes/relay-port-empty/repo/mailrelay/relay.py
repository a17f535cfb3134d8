import socket
import ssl
import threading


class Relay:
    """Hands every connection through to the upstream server."""

    def __init__(self, settings):
        self.settings = settings

    def describe(self):
        a, b = self.settings.listen, self.settings.upstream
        return f"{a.host}:{a.port} -> {b.host}:{b.port}{' (tls)' if b.tls else ''}"

    def run(self):
        with socket.create_server((self.settings.listen.host, self.settings.listen.port)) as server:
            while True:
                conn, _ = server.accept()
                threading.Thread(target=self.serve, args=(conn,), daemon=True).start()

    def serve(self, conn):
        up = self.settings.upstream
        peer = socket.create_connection((up.host, up.port), timeout=30)
        if up.tls:
            peer = ssl.create_default_context().wrap_socket(peer, server_hostname=up.host)
        threading.Thread(target=self.pump, args=(peer, conn), daemon=True).start()
        self.pump(conn, peer)

    @staticmethod
    def pump(source, target):
        with source, target:
            while data := source.recv(65536):
                target.sendall(data)
