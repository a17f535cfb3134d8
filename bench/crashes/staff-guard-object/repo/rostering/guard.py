class Forbidden(Exception):
    pass


def require(session, role):
    """Stop with Forbidden unless the session carries the role."""
    if role not in session.roles:
        raise Forbidden(f"needs role {role}")
