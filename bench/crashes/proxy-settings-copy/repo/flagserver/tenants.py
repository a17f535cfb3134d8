OVERRIDES = {
    "acme": {"new_checkout": True},
    "globex": {"limits": {"seats": 5, "projects": 1}},
}
