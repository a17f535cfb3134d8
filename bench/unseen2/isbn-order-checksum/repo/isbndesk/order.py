import configparser
from dataclasses import dataclass, field

from .isbn import InvalidIsbn, normal


class OrderRejected(Exception):
    """Goes back to the school with its text."""


@dataclass
class Line:
    isbn: str
    copies: int

    def __post_init__(self):
        self.isbn = normal(self.isbn)
        if self.copies < 1:
            raise ValueError(f"{self.isbn}: {self.copies} copies")


@dataclass
class Order:
    school: str
    due: str | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def copies(self):
        return sum(line.copies for line in self.lines)


def read(path):
    ini = configparser.ConfigParser()
    with open(path, encoding="utf-8") as fp:
        ini.read_file(fp)
    order = Order(ini["order"]["school"], ini["order"].get("due"))
    for section in ini.sections():
        if section == "order":
            continue
        try:
            order.lines.append(Line(section, ini[section].getint("copies")))
        except ValueError as err:
            raise OrderRejected(f"order of {order.school} not accepted: {err}") from err
    if not order.lines:
        raise OrderRejected(f"order of {order.school} is empty")
    return order
