from .http import App
from .views import artists, releases


def create_app():
    app = App()
    app.route("/artists")(artists.index)
    app.route("/releases")(releases.index)
    return app
