from cronling import Job, Scheduler


def nothing():
    pass


def make():
    cron = Scheduler(lambda: cron.now)
    cron.now = 0
    return cron


def test_order_of_putting_in():
    cron = make()
    for name in ("m", "z", "a", "k", "b"):
        cron.at(10, Job(name, nothing))
    cron.at(5, Job("early", nothing))
    cron.now = 10
    assert cron.run_due() == ["early", "m", "z", "a", "k", "b"]


def test_repeated_ones_go_behind():
    cron = make()
    cron.at(10, Job("tick", nothing, every=10))
    cron.at(20, Job("once", nothing))
    cron.now = 20
    assert cron.run_due() == ["tick", "once", "tick"]
    assert cron.pending() == [(30, "tick")]


def test_pending_with_ties():
    cron = make()
    for moment, name in ((7, "b"), (7, "a"), (3, "c"), (7, "d")):
        cron.at(moment, Job(name, nothing))
    assert cron.pending() == [(3, "c"), (7, "b"), (7, "a"), (7, "d")]
    assert len(cron) == 4 and cron.next_moment() == 3


def test_cancel_keeps_the_order():
    cron = make()
    for name in "gfedcba":
        cron.at(1, Job(name, nothing))
    assert cron.cancel("d") and not cron.cancel("d")
    cron.now = 1
    assert cron.run_due() == list("gfecba")


def test_same_job_twice():
    cron = make()
    job = Job("j", nothing)
    cron.at(1, job)
    cron.at(1, job)
    cron.now = 1
    assert cron.run_due() == ["j", "j"] and job.runs == 2
