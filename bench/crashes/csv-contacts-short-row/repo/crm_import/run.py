import logging
import sys

from crm_import.companies import CompanyImporter
from crm_import.contacts import ContactImporter

KINDS = {"companies": CompanyImporter, "contacts": ContactImporter}


def main(kind, path):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    importer = KINDS[kind]()
    logging.info("import of %s from %s", kind, path)
    with open(path, newline="", encoding="utf-8") as lines:
        try:
            importer.load(lines)
        except Exception:
            logging.exception("import of %s failed", path)
            return 1
    logging.info("%d records, %d rejected", len(importer.records), len(importer.rejected))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
