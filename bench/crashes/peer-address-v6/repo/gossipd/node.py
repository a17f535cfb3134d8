import asyncio
from dataclasses import dataclass, field


@dataclass
class Peer:
    host: str
    port: int
    failures: int = 0


@dataclass
class Node:
    address: tuple[str, int]
    peers: list[Peer] = field(default_factory=list)

    def add_peer(self, address: str) -> Peer:
        """Remember a peer; the same address is kept once."""
        host, port = address.split(":")
        for peer in self.peers:
            if (peer.host, peer.port) == (host, int(port)):
                return peer
        peer = Peer(host, int(port))
        self.peers.append(peer)
        return peer

    async def serve(self):
        server = await asyncio.start_server(self._greet, *self.address)
        async with server:
            await server.serve_forever()

    async def _greet(self, reader, writer):
        for peer in self.peers:
            writer.write(f"{peer.host} {peer.port}\n".encode())
        await writer.drain()
        writer.close()
