import xml.etree.ElementTree as ET


def render(feed):
    root = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    ET.SubElement(root, "title").text = feed.title
    ET.SubElement(root, "updated").text = feed.updated().isoformat()
    for entry in feed.recent():
        node = ET.SubElement(root, "entry")
        ET.SubElement(node, "title").text = entry.title
        ET.SubElement(node, "updated").text = entry.at.isoformat()
    return ET.tostring(root, encoding="unicode")
