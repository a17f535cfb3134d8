import sys

from matchroom.lobby import load


def main(path):
    duel, squad = load(path)
    for match in duel.matches() + squad.matches():
        print("INFO match", *match)


main(sys.argv[1])
