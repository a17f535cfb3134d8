from .job import Job


def read(path, actions):
    """Yields (first moment, job); actions maps names to callables."""
    with open(path) as fp:
        for line in fp:
            line = line.partition("#")[0].split()
            if line:
                name, first, every = line
                yield float(first), Job(name, actions[name], None if every == "-" else float(every))
