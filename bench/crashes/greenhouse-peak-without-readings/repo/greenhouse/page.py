import xml.etree.ElementTree as ET


def render(probe):
    root = ET.Element("probe", place=probe.place)
    ET.SubElement(root, "peak").text = f"{probe.peak():.1f}"
    for reading in probe.recent():
        ET.SubElement(root, "reading", at=reading.at.isoformat()).text = f"{reading.celsius:.1f}"
    return ET.tostring(root, encoding="unicode")
