import sys

from .report import report

print(*report(sys.argv[1]), sep="\n")
