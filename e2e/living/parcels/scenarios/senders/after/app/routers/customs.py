from fastapi import APIRouter, HTTPException, Request

from app.amounts import cents
from app.models import Declaration
from app.offices import office_of

router = APIRouter()


@router.get("/{parcel}")
async def declaration(parcel: str, request: Request) -> Declaration:
    row = request.app.state.manifest.get(parcel)
    if row is None:
        raise HTTPException(404, f"no parcel {parcel}")
    office = office_of(parcel)
    return Declaration(id=parcel, sender=office.city, contents=row["contents"], value_cents=cents(row["value"]))
