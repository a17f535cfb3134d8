import argparse

from layout import place


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("files", nargs="+")
    ap.add_argument("--columns", type=int, default=4)
    args = ap.parse_args()
    loaded = []
    for name in args.files:
        with open(name, "rb") as fh:
            loaded.append((name, fh.read()))
    for name, x, y, w, h in place(loaded, args.columns):
        print(f"{x:5} {y:5} {w:4}x{h:<4} {name}")


if __name__ == "__main__":
    main()
