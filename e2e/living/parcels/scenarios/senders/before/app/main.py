from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.manifest import Manifest
from app.routers import customs, postage, tags
from app.settings import settings


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.manifest = Manifest.read(settings.manifest)
    yield


app = FastAPI(title="parcels", lifespan=lifespan)
app.include_router(postage.router, prefix="/postage", tags=["postage"])
app.include_router(tags.router, prefix="/tags", tags=["tags"])
app.include_router(customs.router, prefix="/customs", tags=["customs"])


@app.get("/ready")
async def ready() -> dict[str, bool]:
    return {"ready": True}
