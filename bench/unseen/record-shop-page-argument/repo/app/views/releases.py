from .. import repo
from ..http import int_arg


def index(request):
    return repo.releases(
        int_arg(request, "page", 1),
        int_arg(request, "size", 20),
        since=int_arg(request, "since", None),
    )
