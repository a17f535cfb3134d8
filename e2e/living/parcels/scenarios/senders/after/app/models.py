from pydantic import BaseModel


class Postage(BaseModel):
    id: str
    zone: str
    kilos: float
    cents: int


class Declaration(BaseModel):
    id: str
    sender: str
    contents: str
    value_cents: int
