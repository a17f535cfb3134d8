import logging

log = logging.getLogger("toolrent")

# state -> event -> (next state, effect)
TRANSITIONS = {
    "shelf": {"rent": ("out", "charge_day")},
    "out": {"return": ("checking", None), "late": ("overdue", "charge_day")},
    "overdue": {"return": ("checking", None), "lose": ("lost", "charge_value")},
    "checking": {"pass": ("shelf", None), "fail": ("repair", None)},
    "repair": {"pass": ("shelf", None)},
    "lost": {},
}


class Machine:
    def __init__(self, tools, accounts):
        self.tools = tools
        self.accounts = accounts

    def event(self, name, identity, customer):
        tool = self.tools[identity]
        state, effect = TRANSITIONS[tool.state][name]
        if effect:
            getattr(self, effect)(tool, customer)
        log.info("%s: %s -> %s", tool.id, tool.state, state)
        tool.state = state

    def charge_day(self, tool, customer):
        self.accounts.charge(customer, tool.day_price, f"day {tool.id}")

    def charge_value(self, tool, customer):
        self.accounts.charge(customer, tool.value, f"lost {tool.id}")
