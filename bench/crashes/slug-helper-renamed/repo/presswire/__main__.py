import sys

from presswire.commands import run

sys.exit(run(sys.argv[1:]))
