import json
from statistics import mean


def rows(campaigns):
    for c in campaigns:
        yield {"campaign": c.name, "template": c.template, "open_rate": c.open_rate, "tap_rate": c.tap_rate}


def templates(table):
    """Average rates by template."""
    for name in sorted({row["template"] for row in table}):
        mine = [row for row in table if row["template"] == name]
        yield {"template": name, "open_rate": mean(row["open_rate"] for row in mine),
               "tap_rate": mean(row["tap_rate"] for row in mine)}


def as_json(campaigns):
    table = list(rows(campaigns))
    return json.dumps({"campaigns": table, "templates": list(templates(table))})


def as_text(campaigns):
    table = list(rows(campaigns))
    lines = [f"{row['campaign']:<16}{row['open_rate']:>8.1%}{row['tap_rate']:>8.1%}" for row in table]
    lines += [f"template {row['template']:<7}{row['open_rate']:>8.1%}{row['tap_rate']:>8.1%}" for row in templates(table)]
    return "\n".join(lines)
