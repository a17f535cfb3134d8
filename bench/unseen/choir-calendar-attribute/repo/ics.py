def event(concert):
    return "\r\n".join([
        "BEGIN:VEVENT",
        f"SUMMARY:{concert.title}",
        f"LOCATION:{concert.place}",
        f"DTSTART:{concert.time:%Y%m%dT%H%M%S}",
        "END:VEVENT",
    ])


def calendar(concerts):
    body = "\r\n".join(event(c) for c in concerts)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}\r\nEND:VCALENDAR\r\n"
