#!/usr/bin/env python3
import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from rundbrief.plan import plan_mail

ap = argparse.ArgumentParser()
ap.add_argument("list")
ap.add_argument("--senders", type=int, default=2)


def main():
    args = ap.parse_args()
    with open(args.list) as fh:
        addresses = fh.read().split()
    print("sending to", len(addresses), "addresses")
    for number, batch in enumerate(plan_mail(addresses, args.senders), 1):
        print(f"sender {number}:", *batch)


main()
