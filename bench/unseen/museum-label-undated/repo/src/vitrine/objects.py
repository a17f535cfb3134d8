from typing import NamedTuple
from xml.etree import ElementTree


class Exhibit(NamedTuple):
    inv: str
    title: str
    maker: str
    dating: str
    material: list


def exhibit(node):
    return Exhibit(
        inv=node.get("inv"),
        title=node.find("title").text.strip(),
        maker=node.findtext("maker", default=""),
        dating=node.find("dating").text.strip(),
        material=[m.text for m in node.findall("material")],
    )


def load(path):
    return [exhibit(node) for node in ElementTree.parse(path).iter("object")]
