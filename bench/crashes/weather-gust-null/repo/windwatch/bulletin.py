def bulletin(hour, rows):
    """rows: (name, gust, warning)"""
    lines = [f"Gusts {hour}"]
    for name, gust, warning in sorted(rows, key=lambda r: -r[1]):
        lines.append(f"{'!' if warning else ' '} {name:<12}{gust:5.1f}")
    return "\n".join(lines)
