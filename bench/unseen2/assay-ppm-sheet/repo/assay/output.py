import csv


def to_csv(samples, stream):
    """Everything in percent, for the mine's own database."""
    from .convert import percent

    writer = csv.writer(stream, lineterminator="\n")
    for s in samples:
        writer.writerow([s.number, s.metal, f"{percent(s.content, s.unit):.5f}"])


def to_sheet(samples, stream):
    """What hangs in the laboratory: one block per sample, in ppm."""
    from .units import ppm

    last = None
    for s in sorted(samples, key=lambda s: (s.number, s.metal)):
        if s.number != last:
            print(s.number, file=stream)
            last = s.number
        print(f"    {s.metal:<3}{ppm(s.content, s.unit):>12.3f}", file=stream)
