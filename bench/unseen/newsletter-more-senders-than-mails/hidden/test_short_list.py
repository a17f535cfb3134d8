from rundbrief.plan import plan_mail


def test_one_each():
    assert plan_mail(["a@", "b@", "c@"], 4) == [["a@"], ["b@"], ["c@"], []]
    assert plan_mail(["a@"], 2) == [["a@"], []]
    assert plan_mail([], 2) == [[], []]


def test_long_lists_as_before():
    assert plan_mail(list("a@ b@ c@ d@ e@ f@ g@".split()), 3) == [["a@", "b@"], ["c@", "d@"], ["e@", "f@", "g@"]]
    assert plan_mail(["a@", "b@"], 2) == [["a@"], ["b@"]]
