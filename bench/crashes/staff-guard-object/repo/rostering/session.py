from dataclasses import dataclass

STAFF = {
    "mo": ("planner",),
    "ines": ("planner", "manager"),
    "tariq": (),
}


@dataclass
class Session:
    login: str
    roles: tuple = ()

    @classmethod
    def from_cookie(cls, cookie):
        login = ""
        for part in cookie.split(";"):
            name, _, value = part.strip().partition("=")
            if name == "login":
                login = value
        return cls(login, STAFF.get(login, ()))
