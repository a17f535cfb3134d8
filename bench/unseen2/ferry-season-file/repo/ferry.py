import argparse
import pathlib
from datetime import time

from skerry.board import Board, UnknownStop


def show_next(board, args):
    sailing = board.next_from(args.stop, args.at)
    print(f"{sailing.leaves:%H:%M} to {sailing.target}" if sailing else "no more sailings today")


def show_fare(board, args):
    pounds = board.fare(args.here, args.there)
    print(f"{pounds} GBP" if pounds is not None else "ask on board")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("timetable"))
    sub = parser.add_subparsers(required=True)
    command = sub.add_parser("next")
    command.add_argument("stop")
    command.add_argument("--at", type=time.fromisoformat, required=True)
    command.set_defaults(run=show_next)
    command = sub.add_parser("fare")
    command.add_argument("here")
    command.add_argument("there")
    command.set_defaults(run=show_fare)
    args = parser.parse_args()
    try:
        args.run(Board(args.folder), args)
    except UnknownStop as err:
        parser.exit(2, f"unknown stop {err}\n")


if __name__ == "__main__":
    main()
