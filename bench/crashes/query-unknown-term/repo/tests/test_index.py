from shelfsearch.index import Index


def index():
    i = Index()
    i.add("a", "red fox")
    i.add("b", "the red hen")
    return i


def test_all():
    assert index().all_of("red FOX") == {"a"}
    assert index().all_of("red") == {"a", "b"}


def test_any():
    assert index().any_of("fox hen") == {"a", "b"}
    assert index().any_of("the") == set()
