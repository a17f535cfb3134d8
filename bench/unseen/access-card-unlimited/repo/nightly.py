import sys
from datetime import date

from zutritt import Register, revoke_expired


def main(day):
    register = Register()
    for card in revoke_expired(register, date.fromisoformat(day)):
        print("revoked", card.serial, card.describe())


if __name__ == "__main__":
    main(sys.argv[1])
