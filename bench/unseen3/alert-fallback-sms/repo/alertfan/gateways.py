import asyncio


class Bounced(Exception):
    pass


class MailGateway:
    def __init__(self, bouncing=("bounce.example",)):
        self.bouncing = bouncing
        self.sent = []

    async def send(self, address, text):
        await asyncio.sleep(0)
        if address.rpartition("@")[2] in self.bouncing:
            raise Bounced(address)
        self.sent.append((address, text))


class SmsGateway:
    LIMIT = 160

    def __init__(self):
        self.sent = []

    async def send(self, number, text):
        await asyncio.sleep(0)
        self.sent.append((number, text[:self.LIMIT]))
