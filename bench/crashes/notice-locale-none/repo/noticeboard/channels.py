from . import DEFAULT_LOCALE
from .dates import short_date
from .templates import template


class Sms:
    LENGTH = 70

    def __init__(self, number, locale=None):
        self.number = number
        self.locale = locale or DEFAULT_LOCALE

    def render(self, event, day):
        text = template(event, self.locale.split("-")[0])
        return text.format(date=short_date(day, self.locale))[:self.LENGTH]


class Mail:
    def __init__(self, address, locale=None):
        self.address = address
        self.locale = locale

    def render(self, event, day):
        language = self.language()
        return f"To: {self.address}\n\n" + template(event, language).format(date=short_date(day, self.locale))

    def language(self):
        return self.locale.split("-")[0].lower()
