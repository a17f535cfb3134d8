import argparse

from kilnlog import firings, report


def main(argv=None):
    parser = argparse.ArgumentParser(prog="kilnlog")
    commands = parser.add_subparsers(dest="command", required=True)
    monthly = commands.add_parser("report")
    monthly.add_argument("--period", required=True)
    monthly.add_argument("log")
    args = parser.parse_args(argv)
    lines = report.build(firings.read(args.log))
    print(report.render(args.period, lines))


if __name__ == "__main__":
    main()
