import sys

from mensa.cards import Cards
from mensa.till import Till

till = Till(Cards({"3007": 1200, "3011": 110}), lambda text: print("display:", text))
for sale in sys.argv[1:]:
    number, _, cents = sale.partition(":")
    till.sell(number, int(cents))
