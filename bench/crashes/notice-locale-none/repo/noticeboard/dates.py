FORMATS = {"DK": "{d}.{m}.{y}", "US": "{m}/{d}/{y}", "AT": "{d}. {m}. {y}"}


def short_date(day, locale):
    region = locale.partition("-")[2]
    return FORMATS.get(region, "{y}-{m:02d}-{d:02d}").format(d=day.day, m=day.month, y=day.year)
