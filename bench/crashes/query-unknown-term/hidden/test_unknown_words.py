from shelfsearch.index import Index
from shelfsearch.shell import answer, load


def test_unknown_word_means_no_documents():
    index = load("corpus.tsv")
    assert index.all_of("copper unicorn") == set()
    assert index.all_of("unicorn") == set()
    assert index.all_of("unicorn kettle dragon") == set()
    assert answer(index, "all copper unicorn") == "-"


def test_known_words():
    index = load("corpus.tsv")
    assert index.all_of("copper kettle") == {"k1"}
    assert index.all_of("") == index.all_of("the of") == set()
    assert answer(index, "any unicorn zinc") == "k3"


def test_a_query_leaves_the_index_alone():
    index = Index()
    index.add("a", "red fox")
    before = {w: set(d) for w, d in index.postings.items()}
    index.all_of("red unicorn").add("zzz")
    assert {w: set(d) for w, d in index.postings.items()} == before
