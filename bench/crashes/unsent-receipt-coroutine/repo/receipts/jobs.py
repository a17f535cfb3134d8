async def send_receipt(job, directory, mailer):
    customer = directory.lookup(job["customer"])
    lines = [f"{i['title']:<30}{i['cents'] / 100:8.2f}" for i in job["items"]]
    total = sum(i["cents"] for i in job["items"])
    lines.append(f"{'Total':<30}{total / 100:8.2f}")
    await mailer.send(customer["mail"], f"Your receipt {job['number']}", "\n".join(lines))


async def send_refund_note(job, directory, mailer):
    customer = await directory.lookup(job["customer"])
    body = f"Dear {customer['name']},\nwe have sent back {job['cents'] / 100:.2f}."
    await mailer.send(customer["mail"], f"Refund for {job['number']}", body)


HANDLERS = {"receipt": send_receipt, "refund": send_refund_note}
