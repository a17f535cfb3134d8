class Stock:
    def __init__(self, catalogue):
        self.catalogue = catalogue
        self.db = catalogue.db

    def pieces(self, sku):
        row = self.db.execute("select pieces from article where sku = ?", (sku,)).fetchone()
        return row[0] if row else 0

    def receive(self, sku, pieces):
        """Books goods in; gives the label for the bin. An article we never had is made on the way."""
        article = self.catalogue.article(sku)
        if article is None:
            self.catalogue.add(sku, "new article")
            article = self.catalogue.article(sku)
        with self.db:
            self.db.execute("update article set pieces = pieces + ? where sku = ?", (pieces, sku))
        return f"{article.bin} {article.sku} +{pieces}"
