import sys

import concert
import ics
import web

EXPORTS = {"ics": ics.calendar, "web": web.page}


def main(kind):
    print(EXPORTS[kind](concert.load()))


if __name__ == "__main__":
    main(sys.argv[1])
