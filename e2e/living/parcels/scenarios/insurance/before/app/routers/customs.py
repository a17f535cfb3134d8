from fastapi import APIRouter, HTTPException, Request

from app.amounts import cents
from app.models import Declaration

router = APIRouter()


@router.get("/{parcel}")
async def declaration(parcel: str, request: Request) -> Declaration:
    row = request.app.state.manifest.get(parcel)
    if row is None:
        raise HTTPException(404, f"no parcel {parcel}")
    return Declaration(id=parcel, contents=row["contents"], value_cents=cents(row["value"]) if row["value"] else 0)
