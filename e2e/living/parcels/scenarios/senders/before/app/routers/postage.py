from fastapi import APIRouter, HTTPException, Request

from app import tariff
from app.models import Postage

router = APIRouter()


def weight(row: dict[str, str]) -> float:
    return int(row["grams"]) / 1000


@router.get("/{parcel}")
async def quote(parcel: str, request: Request) -> Postage:
    row = request.app.state.manifest.get(parcel)
    if row is None:
        raise HTTPException(404, f"no parcel {parcel}")
    kilos = weight(row)
    return Postage(id=parcel, zone=row["zone"], kilos=kilos, cents=tariff.postage(row["zone"], kilos))
