import argparse
from datetime import date

import ledger
import store
from rules import NotRedeemable


def main():
    p = argparse.ArgumentParser()
    p.add_argument("code")
    p.add_argument("--store", required=True)
    p.add_argument("--day", type=date.fromisoformat, default=date.today())
    a = p.parse_args()
    vouchers = store.load(a.store)
    try:
        cents = ledger.redeem(vouchers, a.code, a.day)
    except NotRedeemable as exc:
        print(f"{a.code}: {exc}")
        return 1
    print(f"{a.code}: {cents / 100:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
