def read_stock(response):
    """article;on hand"""
    stock = {}
    for line in response.text().splitlines()[1:]:
        article, amount = line.split(";")
        stock[article] = int(amount)
    return stock
