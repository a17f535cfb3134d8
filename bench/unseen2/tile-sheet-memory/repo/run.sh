#!/bin/sh
# started by the spooler, which shares the machine
ulimit -v 400000
exec python3 -m tilepress "$@"
