import functools

from docshelf.people import groups_of, roles_of
from docshelf.permissions import allowed, group_mask


class Forbidden(Exception):
    status = 403


def mask_of(user):
    mask = allowed(roles_of(user))
    for group in groups_of(user):
        mask |= group_mask(group)
    return mask


def requires(permission):
    def decorate(handler):
        @functools.wraps(handler)
        def guarded(user, *args, **kwargs):
            if permission not in mask_of(user):
                raise Forbidden(f"{user} lacks {permission.name}")
            return handler(user, *args, **kwargs)
        return guarded
    return decorate
