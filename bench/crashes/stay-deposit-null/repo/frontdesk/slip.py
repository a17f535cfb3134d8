def slip(rows):
    return "\n".join(f"{room:>4}  {guest:<16}{amount:>9}" for room, guest, amount in sorted(rows))
