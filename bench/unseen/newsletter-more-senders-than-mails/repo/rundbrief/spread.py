def spread(addresses, size, senders):
    batches = [[] for _ in range(senders)]
    for position, address in enumerate(addresses):
        number = min(position // size, senders - 1)
        batches[number].append(address)
    return batches
