from __future__ import annotations

from pathlib import Path

from flask import Flask, jsonify

from .store import Store
from .views import desk, members

DATA = Path(__file__).resolve().parent.parent / "library.json"


def create_app(store: Store | None = None) -> Flask:
    app = Flask(__name__)
    app.extensions["store"] = store or Store.from_file(DATA)
    app.register_blueprint(desk.bp, url_prefix="/loans")
    app.register_blueprint(members.bp, url_prefix="/members")

    @app.get("/up")
    def up():
        return jsonify(ok=True)

    @app.errorhandler(LookupError)
    def not_found(error):
        if isinstance(error, (KeyError, IndexError)):
            raise error
        return jsonify(error=str(error)), 404

    return app
