"""Neighbours of values that a constructor makes of few numbers: dates, times, spans and decimals. Changing one number alone would mostly
give what is no date."""
import ast
import datetime
import decimal
import fractions
import uuid

MAKERS = {"date": datetime.date, "datetime": datetime.datetime, "timedelta": datetime.timedelta, "time": datetime.time,
          "Decimal": decimal.Decimal, "Fraction": fractions.Fraction, "UUID": uuid.UUID}
DAYS = (1, -1, 7, 31, -31, 365, -366)


def known(node):
    return isinstance(node, ast.Call) and name(node.func) in MAKERS and not any(isinstance(a, ast.Starred) for a in node.args)


def name(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def near(node, source):
    """Yields (cost, text) for a call of one of the makers with plain arguments, written with the callee that it has."""
    if not known(node):
        return
    callee = source[:source.find("(")]
    try:
        value = eval(compile(ast.Expression(node), "<value>", "eval"), scope(callee))
    except Exception:
        return  # its arguments are not plain
    seen = set()
    for place, make in enumerate(others(value)):
        try:
            text = written(callee, make(), node)
        except (ValueError, OverflowError, ArithmeticError):
            continue
        if text not in seen and text != source:
            seen.add(text)
            yield 1 + 0.04 * place, text


def scope(callee):
    head = callee.split(".")[0]
    modules = {"datetime": datetime, "decimal": decimal, "fractions": fractions, "uuid": uuid}
    space = dict(MAKERS, timezone=datetime.timezone, **{k: v for k, v in modules.items() if k != "datetime"})
    if "." in callee and head in modules:
        space[head] = modules[head]
    space["__builtins__"] = {}
    return space


def others(value):
    if isinstance(value, decimal.Decimal):
        for step in (decimal.Decimal(1), decimal.Decimal("0.01"), -decimal.Decimal(1)):
            yield lambda step=step: value + step
        for text in ("0", "0.00", "1", "100.5", "-1", "0.005", "999999.99"):
            yield lambda text=text: decimal.Decimal(text)
        yield lambda: value * 2
        yield lambda: -value
        yield lambda: value / 3 if not value else (value / 3).quantize(decimal.Decimal("0.0001"))
    elif isinstance(value, datetime.datetime) or isinstance(value, datetime.date):
        for days in DAYS:
            yield lambda days=days: value + datetime.timedelta(days=days)
        if isinstance(value, datetime.datetime):
            for seconds in (1, -1, 60, -3600, 3600, 43200):
                yield lambda seconds=seconds: value + datetime.timedelta(seconds=seconds)
            yield lambda: value.replace(hour=0, minute=0, second=0, microsecond=0)
        yield lambda: value.replace(month=2, day=29, year=2024)
        yield lambda: value.replace(month=12, day=31)
        yield lambda: value.replace(month=1, day=1)
    elif isinstance(value, datetime.timedelta):
        for factor in (0, 2, -1, 10):
            yield lambda factor=factor: value * factor
        for seconds in (1, -1, 60, 86400):
            yield lambda seconds=seconds: value + datetime.timedelta(seconds=seconds)
    elif isinstance(value, datetime.time):
        for hour, minute in ((0, 0), (23, 59), (12, 0), (value.hour, (value.minute + 1) % 60), ((value.hour + 1) % 24, value.minute)):
            yield lambda hour=hour, minute=minute: value.replace(hour=hour, minute=minute)
    elif isinstance(value, fractions.Fraction):
        for step in (1, -1, fractions.Fraction(1, 3)):
            yield lambda step=step: value + step
        yield lambda: fractions.Fraction(0)
    elif isinstance(value, uuid.UUID):
        for number in (0, 1, value.int ^ 1):
            yield lambda number=number: uuid.UUID(int=number)


def written(callee, value, node):
    if isinstance(value, decimal.Decimal):
        return "%s(%r)" % (callee, str(value))
    if isinstance(value, fractions.Fraction):
        return "%s(%d, %d)" % (callee, value.numerator, value.denominator)
    if isinstance(value, uuid.UUID):
        return "%s(%r)" % (callee, str(value))
    text = repr(value)
    parts = text[text.index("(") + 1:-1]
    zone = next((ast.unparse(k.value) for k in node.keywords if k.arg == "tzinfo"), "") if hasattr(ast, "unparse") else ""
    if "tzinfo=" in parts:
        if not zone:
            raise ValueError("a zone that is not written by name")
        parts = parts[:parts.index("tzinfo=")] + "tzinfo=" + zone
    return "%s(%s)" % (callee, parts)
