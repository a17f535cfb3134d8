from email.message import EmailMessage
from email.parser import Parser
from email import policy


def load(path):
    with open(path, encoding="utf-8") as handle:
        message = Parser(EmailMessage, policy=policy.default).parse(handle)
    if "From" not in message:
        message["From"] = "receipts@shop.example"
    return message
