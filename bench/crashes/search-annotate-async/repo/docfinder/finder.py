from . import shelves
from .library import DOCUMENTS


class Finder:
    def __init__(self, documents: dict = DOCUMENTS):
        self.documents = documents

    async def annotate(self, doc_id: str) -> dict:
        """The public view of one document."""
        return {"id": doc_id, "title": self.documents[doc_id]["title"], "shelf": await shelves.shelf_of(doc_id)}

    async def search(self, tag: str) -> list[dict]:
        ids = sorted(i for i, doc in self.documents.items() if tag in doc["tags"])
        return [self.annotate(i) for i in ids]

    async def similar(self, doc_id: str) -> list[dict]:
        """Documents that share a tag, those with the most common tags first."""
        tags = self.documents[doc_id]["tags"]
        common = {i: len(tags & d["tags"]) for i, d in self.documents.items() if i != doc_id}
        ids = sorted((i for i in common if common[i]), key=lambda i: (-common[i], i))
        return [await self.annotate(i) for i in ids]
