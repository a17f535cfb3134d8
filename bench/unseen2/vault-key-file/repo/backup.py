import argparse
import logging
import sys

from vaultcron.config import load
from vaultcron.manifest import manifest


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default="/etc/vaultcron/vault.ini")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    logging.info("configuration %s", args.config)
    config = load(args.config)
    sys.stdout.write(manifest(config.machine, config.folders, config.key))


if __name__ == "__main__":
    main()
