from shop import seed, views
from shop.models import Customer, Order, Profile
from shop.serializers import pickup_slip


def test_saturday():
    seed.load("shop/fixtures/orders.json")
    slips = views.print_slips("sat")
    assert len(slips) == 2
    assert slips[0].startswith("#311 Anke Vogel (tel. 0170 555 01)")
    assert slips[1] == "#312 T. Ruiz (tel. 0151 555 77)\n  10 x spelt roll"


def test_profile_wins():
    order = Order(1, Customer("a", Profile("a@x", "1")), "mon", [], contact_phone="2")
    assert pickup_slip(order)["phone"] == "1"
