import pytest

from seatledger.batch import BatchRejected, parse
from seatledger.ledger import Ledger


def read(name):
    with open(f"batches/{name}.txt") as fp:
        return fp.readlines()


def test_good_batch():
    ledger = Ledger()
    ledger.book(parse(read("b0418")))
    assert ledger.total() == 7400


def test_cut_batch():
    with pytest.raises(BatchRejected):
        parse(read("b0418")[:-1])


def test_edited_batch():
    head, first, second = read("b0418")
    with pytest.raises(BatchRejected):
        parse([head, first, second.replace("3000", "3500")])
