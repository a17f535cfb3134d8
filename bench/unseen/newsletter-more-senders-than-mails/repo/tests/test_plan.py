from rundbrief.plan import plan_mail, plan_sms


def test_last_takes_the_rest():
    assert plan_mail(["a@", "b@", "c@", "d@", "e@", "n/a"], 2) == [["a@", "b@"], ["c@", "d@", "e@"]]


def test_short_sms():
    assert plan_sms(["1", "2"]) == [["1"], ["2"], []]
    assert plan_sms([]) == [[], [], []]
