import sys

from lab import intake

if sys.argv[1] == "receive":
    for line in intake.receive(sys.argv[2], intake.Counter("S", 16), intake.Counter("T", 3)):
        print(line)
else:
    sys.exit("usage: python -m lab receive FILE")
