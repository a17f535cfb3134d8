from __future__ import annotations

from directory.accounts import Account


def mention(account: Account) -> str:
    name = account.profile.name if account.profile else account.login
    return f"@{account.login} ({name})"


def avatar(account: Account) -> str:
    """The first letter of the shown name, in a circle."""
    name = account.profile.name if account.profile else account.login
    return name[0].upper()


def card(account: Account) -> str:
    if account.profile is None:
        return f"{account.login} [robot]"
    suffix = f" ({account.profile.pronouns})" if account.profile.pronouns else ""
    return f"{account.profile.name}{suffix}"
