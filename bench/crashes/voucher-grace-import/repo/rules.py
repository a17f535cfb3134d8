from datetime import date


class NotRedeemable(Exception):
    pass


def last_day(voucher) -> date:
    day = voucher["expires"]
    if voucher.get("grace_days"):
        day += timedelta(days=voucher["grace_days"])
    return day


def check(voucher, today: date):
    if voucher.get("redeemed"):
        raise NotRedeemable("already redeemed")
    if today > last_day(voucher):
        raise NotRedeemable(f"expired on {last_day(voucher)}")
