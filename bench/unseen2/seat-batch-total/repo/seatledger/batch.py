from dataclasses import dataclass, field


class BatchRejected(Exception):
    pass


@dataclass
class Payment:
    office: str
    cents: int
    text: str


@dataclass
class Batch:
    number: str
    payments: list[Payment] = field(default_factory=list)

    @property
    def total(self):
        return sum(p.cents for p in self.payments)


def parse(lines):
    """Reads a batch. Raises BatchRejected when head and lines contradict each other."""
    head, *rest = [line.rstrip("\n") for line in lines]
    if not head.startswith("B"):
        raise BatchRejected(f"no head line but {head!r}")
    number, count, total = head[1:].split()
    batch = Batch(number)
    for line in rest:
        batch.payments.append(Payment(line[2:12].strip(), int(line[13:22]), line[23:]))
    if len(batch.payments) != int(count):
        raise BatchRejected(f"batch {number}: {len(batch.payments)} payments, {int(count)} announced")
    if batch.total != int(total):
        raise BatchRejected(f"batch {number}: payments sum up to {batch.total}, {int(total)} announced")
    return batch
