from leasekeeper.simulate import Clock
from leasekeeper.table import LeaseTable


def test_every_lapsed_lease_goes_and_is_told():
    clock, told = Clock(), []
    table = LeaseTable(clock, lambda lease: told.append((lease.resource, lease in table._leases)))
    for i in range(20):
        table.acquire(f"r{i}", "a", 10 if i % 4 else 100)
    clock.now = 50
    assert table.sweep() == 15
    assert len(table) == 5
    assert sorted(told) == sorted((f"r{i}", False) for i in range(20) if i % 4)
    assert table.sweep() == 0


def test_listener_may_take_the_resource_again():
    clock = Clock()
    table = LeaseTable(clock, lambda lease: table.acquire(lease.resource, "standby", 10))
    for i in range(5):
        table.acquire(f"r{i}", "a", 10)
    clock.now = 10
    assert table.sweep() == 5
    assert len(table) == 5
    assert table.release_all("standby") == 5
