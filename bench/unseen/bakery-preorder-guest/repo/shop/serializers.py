def receipt(order):
    profile = order.customer.profile
    return {
        "order": order.pk,
        "to": profile.mail if profile else order.contact_mail,
        "name": order.customer.display_name(),
        "points": profile.points if profile else None,
        "total": sum(n * cents for _, n, cents in order.lines),
    }


def pickup_slip(order):
    customer = order.customer
    return {
        "order": order.pk,
        "name": customer.display_name(),
        "phone": customer.profile.phone,
        "lines": [(n, what) for what, n, _ in order.lines],
    }
