from dataclasses import dataclass, field


@dataclass
class Contact:
    name: str
    email: str
    language: str = "en"


@dataclass
class Job:
    number: int
    title: str
    owner: str
    watchers: list[str] = field(default_factory=list)
