from __future__ import annotations

import enum
from typing import Iterable


class Permission(enum.IntFlag):
    NONE = 0
    READ = 1
    WRITE = 2
    SHARE = 4


ROLES = {
    "reader": Permission.READ,
    "editor": Permission.READ | Permission.WRITE,
    "owner": Permission.READ | Permission.WRITE | Permission.SHARE,
}

GROUPS = {"press": ["reader"], "board": ["reader", "editor"], "alumni": []}


def group_mask(group: str) -> Permission:
    """Everything the members of a group may do."""
    mask = Permission.NONE
    for role in GROUPS[group]:
        mask |= ROLES[role]
    return mask


def allowed(roles: Iterable[str]) -> Permission:
    """Everything a person may do who has these roles."""
    mask = Permission.NONE
    for role in roles:
        mask |= ROLES[role]
    return mask
