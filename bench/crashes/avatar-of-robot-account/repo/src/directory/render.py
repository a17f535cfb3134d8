from __future__ import annotations

from directory.accounts import Account


def mention(account: Account) -> str:
    name = account.profile.name if account.profile else account.login
    return f"@{account.login} ({name})"


def avatar(account: Account) -> str:
    """Two letters in a circle, of the first and the last word of the shown name, or its first two letters."""
    words = account.profile.name.replace("-", " ").split()
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()


def card(account: Account) -> str:
    if account.profile is None:
        return f"{account.login} [robot]"
    suffix = f" ({account.profile.pronouns})" if account.profile.pronouns else ""
    return f"{account.profile.name}{suffix}"
