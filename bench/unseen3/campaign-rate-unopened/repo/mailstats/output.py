import json

from .figures import average


def percent(rate):
    return "-" if rate is None else f"{rate:.1%}"


def rows(campaigns):
    for c in campaigns:
        yield {"campaign": c.name, "delivered": c.delivered, "open_rate": c.open_rate, "click_rate": c.click_rate}


def as_json(campaigns):
    return json.dumps(list(rows(campaigns)))


def as_text(campaigns):
    table = list(rows(campaigns))
    lines = [f"{row['campaign']:<16}{row['delivered']:>7}{percent(row['open_rate']):>8}{percent(row['click_rate']):>8}"
             for row in table]
    mean_open = percent(average(row["open_rate"] for row in table))
    mean_click = percent(average(row["click_rate"] for row in table))
    return "\n".join([*lines, f"{'average':<23}{mean_open:>8}{mean_click:>8}"])
