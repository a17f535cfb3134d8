import argparse

from .relay import Relay
from .settings import load

parser = argparse.ArgumentParser(prog="mailrelay")
parser.add_argument("--settings", required=True, help="ini file written by the operator")
parser.add_argument("--check", action="store_true", help="read the settings and stop")
args = parser.parse_args()
relay = Relay(load(args.settings))
print(relay.describe())
if not args.check:
    relay.run()
