import logging

from .mailer import euros

log = logging.getLogger("subsvc.hooks")


class Hooks:
    """Events of the payment provider."""

    GIVE_UP_AFTER = 4

    def __init__(self, accounts, mailer):
        self.accounts = accounts
        self.mailer = mailer

    def handle(self, event):
        method = getattr(self, "on_" + event["type"].replace(".", "_"), None)
        if method is None:
            log.info("ignoring %s", event["type"])
            return
        method(self.accounts.get(event["account"]), event)

    def on_invoice_created(self, account, event):
        self.mailer.send(account.invoice_recipient(), "Your invoice", f"{account.name}: {euros(event['amount'])}")

    def on_invoice_paid(self, account, event):
        self.mailer.send(account.invoice_recipient(), "Receipt", f"{account.name}: {euros(event['amount'])}, thank you")

    def on_trial_ending(self, account, event):
        self.mailer.send(account.owner_email, "Your trial ends soon", f"{event['days']} days left")

    def on_payment_failed(self, account, event):
        left = self.GIVE_UP_AFTER - event["attempt"]
        body = f"{account.name}: {euros(event['amount'])} could not be collected."
        if left > 0:
            body += f" We will try {left} more times."
        self.mailer.send(account.email, "Payment failed", body)
