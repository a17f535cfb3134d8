def redeem(vouchers, code, today):
    """Marks the voucher as redeemed and returns its value in cents."""
    from rules import NotRedeemable, check

    if code not in vouchers:
        raise NotRedeemable(f"no voucher {code}")
    check(vouchers[code], today)
    vouchers[code]["redeemed"] = today
    return vouchers[code]["cents"]
