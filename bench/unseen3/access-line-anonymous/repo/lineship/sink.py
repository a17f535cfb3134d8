import json


class Sink:
    """Writes what the cluster's bulk interface expects."""

    def __init__(self, stream, index="gateway"):
        self.stream = stream
        self.index = index
        self.shipped = 0

    def bulk(self, batch):
        for record in batch:
            head = {"index": f"{self.index}-{record['at'][:10]}"}
            self.stream.write(json.dumps(head) + "\n" + json.dumps(record) + "\n")
        self.shipped += len(batch)
