import asyncio
import logging

from .gateways import Bounced

log = logging.getLogger("alertfan")


class Fanout:
    def __init__(self, directory, mail, sms):
        self.directory = directory
        self.mail = mail
        self.sms = sms

    async def by_mail(self, name, text):
        person = await self.directory.person(name)
        await self.mail.send(person.mail, text)

    async def by_sms(self, name, text):
        """False for somebody without a phone."""
        person = self.directory.person(name)
        if person.phone is None:
            log.warning("%s has no phone", name)
            return False
        await self.sms.send(person.phone, text)
        return True

    async def notify(self, name, text):
        """'mail', 'sms' or 'lost'."""
        try:
            await self.by_mail(name, text)
            return "mail"
        except Bounced as bounce:
            log.warning("mail to %s bounced", bounce)
            return "sms" if await self.by_sms(name, text) else "lost"

    async def alert(self, alert):
        """How everybody was told, by name."""
        how = await asyncio.gather(*(self.notify(name, alert["text"]) for name in alert["to"]))
        return dict(zip(alert["to"], how))
