class Player:
    def __init__(self, name, rating, region=None):
        self.name = name
        self.rating = rating
        self.region = region

    def __str__(self):
        return f"{self.name}({self.rating})"
