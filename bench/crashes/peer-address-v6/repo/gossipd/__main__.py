import argparse
import asyncio

from .node import Node
from .options import parse_listen
from .seeds import load_seeds


async def run(args):
    node = Node(parse_listen(args.listen))
    for seed in load_seeds(args.seeds):
        node.add_peer(seed)
    print(f"INFO node {node.address} knows {len(node.peers)} peers")
    if not args.dry_run:
        await node.serve()


parser = argparse.ArgumentParser(prog="gossipd")
parser.add_argument("--listen", default="127.0.0.1:7946", help="host:port, an IPv6 host in brackets")
parser.add_argument("--seeds", required=True, help="file with one peer per line, written as for --listen")
parser.add_argument("--dry-run", action="store_true")
asyncio.run(run(parser.parse_args()))
