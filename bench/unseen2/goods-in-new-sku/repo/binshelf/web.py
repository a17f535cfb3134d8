from urllib.parse import parse_qs


class Application:
    def __init__(self, catalogue, stock):
        self.catalogue, self.stock = catalogue, stock

    def __call__(self, environ, start_response):
        query = {k: v[-1] for k, v in parse_qs(environ.get("QUERY_STRING", "")).items()}
        status, text = self.answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], query)
        start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
        return [text.encode()]

    def answer(self, method, path, query):
        sku = query.get("sku", "").upper()
        if not sku:
            return "400 Bad Request", "sku?\n"
        if (method, path) == ("GET", "/article"):
            article = self.catalogue.article(sku)
            if article is None:
                return "404 Not Found", "no such article\n"
            return "200 OK", f"{article.bin} {article.title}: {self.stock.pieces(sku)}\n"
        if (method, path) == ("POST", "/goods-in"):
            return "200 OK", self.stock.receive(sku, int(query["pieces"])) + "\n"
        return "404 Not Found", "?\n"
