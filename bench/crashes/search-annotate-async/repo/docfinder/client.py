"""Starts a server on a free port and sends it the commands given as arguments."""
import asyncio
import sys

from .server import session


async def main(commands):
    server = await asyncio.start_server(session, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for command in commands:
            writer.write(command.encode() + b"\n")
            print((await reader.readline()).decode().rstrip() or "(connection closed)")
        writer.close()
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
