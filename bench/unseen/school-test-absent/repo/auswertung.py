import sys

from noten.bogen import lies
from noten.statistik import average, missed


def bericht(pfad):
    with open(pfad, encoding="utf-8") as f:
        titel, ergebnisse = lies(f)
    zeilen = [f"{titel}: {len(ergebnisse)} Kinder, Schnitt {average(ergebnisse):.1f}"]
    if missed(ergebnisse):
        zeilen.append("nachschreiben: " + ", ".join(missed(ergebnisse)))
    return "\n".join(zeilen)


if __name__ == "__main__":
    print(bericht(sys.argv[1]))
