from .. import repo
from ..http import int_arg


def index(request):
    page = request.args.get("page", 1)
    size = int_arg(request, "size", 20)
    return repo.artists(page, size)
