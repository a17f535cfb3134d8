class Profile:
    def __init__(self, mail, phone, points=0):
        self.mail = mail
        self.phone = phone
        self.points = points


class Customer:
    def __init__(self, name, profile=None):
        self.name = name
        self.profile = profile

    def display_name(self):
        return self.name.strip().title()

    @property
    def is_guest(self):
        return self.profile is None


class Order:
    objects = []

    def __init__(self, pk, customer, day, lines, contact_mail="", contact_phone=""):
        self.pk = pk
        self.customer = customer
        self.day = day
        self.lines = lines
        # filled in by the checkout form, guests only
        self.contact_mail = contact_mail
        self.contact_phone = contact_phone

    def save(self):
        Order.objects.append(self)

    @classmethod
    def for_day(cls, day):
        return [o for o in cls.objects if o.day == day]
