import json
from urllib.parse import parse_qs, urlsplit

from .tenants import OVERRIDES


class App:
    def __init__(self, flags):
        self.flags = flags

    def handle(self, request):
        method, target = request.split(" ", 1)
        url = urlsplit(target)
        if method != "GET" or url.path != "/flags":
            return "404"
        tenant = parse_qs(url.query).get("tenant", [None])[0]
        return "200 " + json.dumps(self.view(tenant), sort_keys=True)

    def view(self, tenant):
        flags = self.flags
        if tenant in OVERRIDES:
            flags = flags.with_overrides(**OVERRIDES[tenant])
        return {name: getattr(flags, name) for name in flags.names()}
