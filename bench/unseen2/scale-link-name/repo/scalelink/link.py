import asyncio
import contextlib


@contextlib.asynccontextmanager
async def link(host, port, timeout):
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), timeout)
    try:
        yield reader
    finally:
        writer.close()
        await writer.wait_closed()


async def lines(reader):
    while raw := await reader.readline():
        yield raw.decode("ascii")
