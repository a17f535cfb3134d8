from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse

from app.labels import tag

router = APIRouter()


@router.get("/{parcel}", response_class=PlainTextResponse)
async def show(parcel: str, request: Request) -> str:
    if request.app.state.manifest.get(parcel) is None:
        raise HTTPException(404, f"no parcel {parcel}")
    return tag(parcel)
