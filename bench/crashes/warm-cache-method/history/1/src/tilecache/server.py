from http.server import BaseHTTPRequestHandler


def handler_for(store):
    class TileHandler(BaseHTTPRequestHandler):
        def do_GET(self):
            try:
                z, x, y = map(int, self.path.strip("/").split("/"))
            except ValueError:
                self.send_error(404)
                return
            tile = store.fetch((z, x, y))
            self.send_response(200)
            self.send_header("Content-Length", str(len(tile)))
            self.end_headers()
            self.wfile.write(tile)

    return TileHandler
