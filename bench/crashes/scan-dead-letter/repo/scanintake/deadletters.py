class DeadLetters:
    """Lines somebody has to look at."""

    def __init__(self):
        self.entries = []

    def add(self, job_id, raw, reason):
        """File a line. job_id is None for a line that is no job at all."""
        self.entries.append({"job": job_id, "line": raw, "reason": reason})

    def __len__(self):
        return len(self.entries)
