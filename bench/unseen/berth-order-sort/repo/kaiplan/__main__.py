import argparse
import json

from .plan import timetable

ap = argparse.ArgumentParser("kaiplan")
ap.add_argument("--order", default="eta")
ap.add_argument("--berths", type=int, default=2)
ap.add_argument("fleet")
opts = ap.parse_args()
with open(opts.fleet) as f:
    ships = json.load(f)
for slot in timetable(ships, opts.order, opts.berths):
    print("%(berth)d  %(ship)-14s %(hour)02d:00" % slot)
