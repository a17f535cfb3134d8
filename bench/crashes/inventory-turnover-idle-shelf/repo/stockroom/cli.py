import argparse

from stockroom import movements, report


def main(argv=None):
    parser = argparse.ArgumentParser(prog="stockroom")
    commands = parser.add_subparsers(dest="command", required=True)
    monthly = commands.add_parser("report")
    monthly.add_argument("--period", required=True)
    monthly.add_argument("export")
    args = parser.parse_args(argv)
    lines = report.build(movements.read(args.export))
    print(report.render(args.period, lines))


if __name__ == "__main__":
    main()
