import asyncio


class UnknownCustomer(LookupError):
    pass


class Directory:
    """Customer directory; in production it sits behind a network call."""

    def __init__(self, people):
        self._people = people

    async def lookup(self, customer_id):
        await asyncio.sleep(0)
        try:
            return self._people[customer_id]
        except KeyError:
            raise UnknownCustomer(customer_id) from None
