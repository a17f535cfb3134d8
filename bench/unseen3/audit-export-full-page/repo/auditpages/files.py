import json
import pathlib


def write_page(folder, page):
    """Writes a page; its name says which entries are in it."""
    first, last = page.rows[0][0], page.rows[-1][0]
    path = folder / f"audit-{first:06d}-{last:06d}.tsv"
    head = f"# page {page.number} of {page.of}\n"
    path.write_text(head + "".join("\t".join(map(str, row)) + "\n" for row in page.rows))
    return path.name


def export(folder, pages):
    """Writes all pages and an index of them for the auditors."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = [write_page(folder, page) for page in pages]
    (folder / "index.json").write_text(json.dumps({"pages": len(names), "files": names}, indent=1))
    return names
