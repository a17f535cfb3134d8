SERVERS = {"eu": "fra-2", "us": "iad-1", "ap": "sin-1"}


def server_for(region):
    return SERVERS[region]
