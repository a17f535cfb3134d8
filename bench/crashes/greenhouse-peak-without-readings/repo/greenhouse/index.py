def index(probes):
    """Probes of the wall display, the hottest first."""
    return sorted(probes, key=lambda probe: probe.peak(), reverse=True)
