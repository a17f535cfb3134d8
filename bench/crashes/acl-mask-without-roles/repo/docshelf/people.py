PEOPLE = {
    "vera": {"roles": ["owner"], "groups": ["board"]},
    "nils": {"roles": ["reader", "editor"], "groups": []},
    "guest-31": {"roles": [], "groups": ["alumni"]},
    "guest-32": {"roles": [], "groups": ["press"]},
}


def roles_of(user):
    return PEOPLE[user]["roles"]


def groups_of(user):
    return PEOPLE[user]["groups"]
