def stars(rating):
    if rating is None:
        return "no ratings yet"
    return "*" * round(rating) + f" {rating:.1f}"


def card(recipe):
    quick = " (quick)" if recipe.quick else ""
    return f"{recipe.title}{quick}\n  {stars(recipe.rating)}"


def by_rating(recipes):
    """Best first, those nobody has rated last."""
    def key(recipe):
        rating = recipe.rating
        return (rating is None, -(rating or 0), recipe.title)
    return sorted(recipes, key=key)
