class Person:
    def __init__(self, name, mail):
        self.name = name
        self.mail = mail


class Department:
    def __init__(self, name, head):
        self.name = name
        self.head = head


class Request:
    objects = []

    def __init__(self, pk, department, week, what, cents):
        self.pk = pk
        self.department = department
        self.week = week
        self.what = what
        self.cents = cents

    def save(self):
        Request.objects.append(self)

    @classmethod
    def in_week(cls, week):
        return [r for r in cls.objects if r.week == week]
