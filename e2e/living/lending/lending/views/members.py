from __future__ import annotations

from flask import Blueprint, current_app, jsonify

from .. import fees

bp = Blueprint("members", __name__)


@bp.get("/<member>")
def account(member: str):
    store = current_app.extensions["store"]
    loans = store.loans_of(member)
    return jsonify(
        name=store.members[member],
        loans=[loan.number for loan in loans],
        owed=sum(fees.owed(loan, store.today) for loan in loans),
    )
