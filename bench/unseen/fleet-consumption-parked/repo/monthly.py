import argparse
import logging

from fuhrpark.report import by_consumption, line
from fuhrpark.vehicle import load

parser = argparse.ArgumentParser()
parser.add_argument("--sort", choices=["consumption", "plate"], default="plate")
parser.add_argument("--source", default="september.json")


def main(argv=None):
    args = parser.parse_args(argv)
    vehicles = load(args.source)
    logging.info("%d vehicles", len(vehicles))
    ordered = by_consumption(vehicles) if args.sort == "consumption" else sorted(vehicles, key=lambda v: v.plate)
    for vehicle in ordered:
        print(line(vehicle))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    main()
