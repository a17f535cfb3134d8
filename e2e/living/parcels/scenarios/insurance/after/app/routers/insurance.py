from fastapi import APIRouter, HTTPException, Request

from app.insurance import premium

router = APIRouter()


@router.get("/{parcel}")
async def offer(parcel: str, request: Request) -> dict[str, int | str]:
    row = request.app.state.manifest.get(parcel)
    if row is None:
        raise HTTPException(404, f"no parcel {parcel}")
    return {"id": parcel, "premium_cents": premium(row)}
