COMPONENTS = []


def component(function):
    """Registers what makes up a pay: a function of employee and period that gives an amount or None."""
    COMPONENTS.append(function)
    return function
