import argparse
import logging

from reportd import database, reports


def run(name, limit):
    statement, values = reports.ALL[name](limit).build()
    return database.connect().execute(statement, values).fetchall()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("report", choices=sorted(reports.ALL))
    parser.add_argument("--limit", type=int, default=10)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    logging.info("report=%s limit=%d", args.report, args.limit)
    for row in run(args.report, args.limit):
        print(*row, sep="\t")


if __name__ == "__main__":
    main()
