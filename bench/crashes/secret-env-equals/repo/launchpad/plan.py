def plan(env, labels):
    """What would be handed to the container runtime, secrets masked."""
    out = []
    for name in sorted(env):
        shown = "***" if name.endswith(("_KEY", "_SECRET", "_TOKEN")) else env[name]
        out.append(f"--env {name}={shown}")
    out += [f"--label {k}={v}" for k, v in sorted(labels.items())]
    return out
