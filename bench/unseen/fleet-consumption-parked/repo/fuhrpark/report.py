def line(vehicle):
    return f"{vehicle.plate:<10} {vehicle.driven:6d} km {vehicle.consumption:5.1f} l/100km"


def by_consumption(vehicles):
    return sorted(vehicles, key=lambda v: (-v.consumption, v.plate))
