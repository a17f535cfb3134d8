from __future__ import annotations

from flask import Blueprint, current_app, jsonify

from .. import fees, letters

bp = Blueprint("desk", __name__)


@bp.get("/<int:number>")
def show(number: int):
    store = current_app.extensions["store"]
    loan = store.loan(number)
    return jsonify(
        number=loan.number,
        title=loan.medium.title,
        due=loan.due.isoformat(),
        owed=fees.owed(loan, store.today),
    )


@bp.get("/<int:number>/reminder")
def reminder(number: int):
    store = current_app.extensions["store"]
    return letters.reminder(store.loan(number), store.today), {"Content-Type": "text/plain; charset=utf-8"}
