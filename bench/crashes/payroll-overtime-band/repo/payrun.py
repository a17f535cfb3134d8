"""payrun.py TIMESHEET - print what each person earned"""
import sys

import pay
import timesheet


def main(path):
    for person, amount in sorted(pay.totals(timesheet.read(path)).items()):
        print(f"{person:<20}{amount:>10}")


if __name__ == "__main__":
    main(sys.argv[1])
