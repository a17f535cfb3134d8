# cents
MENU = {
    "espresso": 220,
    "cortado": 310,
    "flat white": 390,
    "babka": 420,
    "lemonade": 360,
}


def price(item, number=1):
    return MENU[item] * number
