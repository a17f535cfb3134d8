import json
from dataclasses import dataclass


class UnknownAccount(LookupError):
    pass


@dataclass
class Account:
    id: str
    name: str
    owner_email: str
    billing_email: str = ""

    def invoice_recipient(self):
        """Who gets mail about money: the billing address, the owner if there is none."""
        return self.billing_email or self.owner_email


class Accounts:
    def __init__(self, path):
        with open(path) as fp:
            self._all = {key: Account(key, **raw) for key, raw in json.load(fp).items()}

    def get(self, identity):
        try:
            return self._all[identity]
        except KeyError:
            raise UnknownAccount(identity) from None
