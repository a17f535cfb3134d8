def parse_listen(text: str) -> tuple[str, int]:
    host, port = text.rsplit(":", 1)
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    if not host:
        raise ValueError(f"no host in {text!r}")
    return host, int(port)
