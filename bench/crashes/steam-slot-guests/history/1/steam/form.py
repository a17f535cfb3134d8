from steam.errors import Declined

LARGEST_PARTY = 12


def text(form, field):
    value = form.get(field, "").strip()
    if not value:
        raise Declined(f"please fill in {field}")
    return value


def party(form):
    size = int(form.get("guests", "2"))
    if size > LARGEST_PARTY:
        raise Declined(f"at most {LARGEST_PARTY} guests")
    return size
