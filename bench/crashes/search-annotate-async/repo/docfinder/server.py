import asyncio
import json

from .finder import Finder


async def answer(finder: Finder, line: str) -> str:
    command, _, rest = line.strip().partition(" ")
    if command == "search":
        body = {"hits": await finder.search(rest)}
    elif command == "similar" and rest in finder.documents:
        body = {"hits": await finder.similar(rest)}
    else:
        body = {"error": f"can not {line.strip()}"}
    return json.dumps(body)


async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
    finder = Finder()
    try:
        while line := await reader.readline():
            writer.write((await answer(finder, line.decode()) + "\n").encode())
            await writer.drain()
    finally:
        writer.close()
