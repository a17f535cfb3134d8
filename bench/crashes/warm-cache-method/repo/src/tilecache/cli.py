import argparse
from http.server import ThreadingHTTPServer

from .areas import AREAS
from .render import render
from .server import handler_for
from .store import TileStore
from .warm import warm


def main(argv=None):
    parser = argparse.ArgumentParser(prog="tilecache")
    sub = parser.add_subparsers(dest="command", required=True)
    p = sub.add_parser("warm", help="render an area ahead of time")
    p.add_argument("--area", choices=sorted(AREAS), required=True)
    p.add_argument("--zoom", type=int, default=3)
    p = sub.add_parser("serve")
    p.add_argument("--port", type=int, default=8050)
    args = parser.parse_args(argv)
    store = TileStore(render)
    if args.command == "warm":
        tiles, size = warm(store, args.area, args.zoom)
        print(f"warmed {tiles} tiles, {size} bytes")
        return 0
    ThreadingHTTPServer(("127.0.0.1", args.port), handler_for(store)).serve_forever()
