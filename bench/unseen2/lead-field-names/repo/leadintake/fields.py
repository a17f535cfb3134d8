ALIASES = {
    "e-mail": "email",
    "mail": "email",
    "phone number": "phone",
    "telephone": "phone",
    "organisation": "company",
}


def field(name):
    """Our name of a field."""
    name = name.strip().lower()
    return ALIASES.get(name, name)


def tidy(lead):
    """Gives the fields of a lead our names, and strips the values."""
    for name, value in lead.items():
        if isinstance(value, str):
            value = value.strip()
        del lead[name]
        lead[field(name)] = value


def blank(lead):
    """Drops fields that were left empty."""
    for name in [name for name, value in lead.items() if value in ("", None)]:
        del lead[name]
