import csv


def write(declarations, stream):
    """For the forwarder's upload."""
    writer = csv.writer(stream, delimiter="|", lineterminator="\n")
    for d in declarations:
        writer.writerow([d.ref, d.form, d.country, f"{d.value / 100:.2f}", f"{d.duty / 100:.2f}"])
