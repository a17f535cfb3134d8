import sys

from uploadmeter.parser import rate, sessions
from uploadmeter.table import Table


def main(paths):
    table = Table()
    for path in paths:
        with open(path) as fp:
            for session in sessions(fp):
                table.add(session, rate(session))
    for user, mean in table.ranking():
        print(f"{user:<10}{mean:9.1f} kB/s")
    for user, worst in table.slow():
        print(f"mail to {user}: {worst:.1f} kB/s")


main(sys.argv[1:])
