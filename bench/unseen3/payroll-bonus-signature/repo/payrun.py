import json
import logging
import sys

from payroll.model import Employee, Period
from payroll.slip import slip, total

log = logging.getLogger("payrun")


def main(path, period):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    period = Period.parse(period)
    with open(path) as fp:
        staff = [Employee.from_dict(raw) for raw in json.load(fp)]
    log.info("pay of %d people for %s", len(staff), period)
    for employee in staff:
        lines = slip(employee, period)
        print(employee.name, total(lines), ", ".join(f"{name} {amount}" for name, amount in lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
