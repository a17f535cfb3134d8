from billing import amounts


class Invoice:
    def __init__(self, customer, lines):
        self.customer = customer
        self.lines = lines

    @property
    def net(self):
        return amounts.net(self.lines)

    @property
    def rebate(self):
        return amounts.rebate(self.net, self.customer)

    @property
    def total(self):
        taxable = self.net - self.rebate
        return taxable + amounts.vat(taxable)

    def render(self):
        return f"{self.customer}: net {self.net}, rebate {self.rebate}, total {self.total}"
