from email.message import Message
from email.parser import BytesHeaderParser


class Response:
    def __init__(self, status: int, headers: Message, body: bytes):
        self.status = status
        self.headers = headers
        self.body = body

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Response":
        head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        first, _, rest = head.partition(b"\n")
        return cls(int(first.split()[1]), BytesHeaderParser().parsebytes(rest + b"\n\n"), body)

    def text(self) -> str:
        """The body as text in the charset the partner announced, UTF-8 when it announced none."""
        return self.body.decode(self.headers.get_content_charset() or "utf-8")
