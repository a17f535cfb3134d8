import argparse
import logging

from kochtopf.cards import by_rating, card
from kochtopf.recipe import load

parser = argparse.ArgumentParser()
parser.add_argument("--sort", choices=["rating", "title"], default="title")
parser.add_argument("--source", default="recipes.json")


def main(argv=None):
    args = parser.parse_args(argv)
    recipes = load(args.source)
    logging.info("%d recipes", len(recipes))
    ordered = by_rating(recipes) if args.sort == "rating" else sorted(recipes, key=lambda r: r.title)
    for recipe in ordered:
        print(card(recipe))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    main()
