from typing import Literal, NotRequired, TypedDict


class ContactPayload(TypedDict):
    id: int
    email: str
    company: NotRequired[str]
    phone: NotRequired[str]
    title: NotRequired[str]


class Event(TypedDict):
    event: Literal["contact.created", "contact.updated", "contact.deleted"]
    contact: ContactPayload
