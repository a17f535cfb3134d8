from datetime import datetime, timezone


def position_record(msg):
    """Row for the position table; lat and lon with five digits are enough for a lorry."""
    when = datetime.fromtimestamp(msg["at"], tz=timezone.utc)
    return {"unit": msg["unit"], "when": when, "lat": round(msg["lat"], 5), "lon": round(msg["lon"], 5)}
