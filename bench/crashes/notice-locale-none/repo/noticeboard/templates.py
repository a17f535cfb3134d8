from pathlib import Path

FOLDER = Path(__file__).parent.parent / "templates"


def template(event, language):
    path = FOLDER / f"{event}.{language}"
    if not path.exists():
        path = FOLDER / f"{event}.en"
    return path.read_text(encoding="utf-8").strip()
