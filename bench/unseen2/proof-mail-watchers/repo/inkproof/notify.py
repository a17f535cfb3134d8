import logging

log = logging.getLogger("inkproof.notify")

SUBJECT = {
    "en": "Proof {0.number} is ready: {0.title}",
    "de": "Korrekturabzug {0.number} liegt bereit: {0.title}",
}


class NoOwner(Exception):
    pass


async def audience(job, directory):
    """Whom to tell about a job: the owner first, then the watchers. Unknown watchers are left out."""
    owner = await directory.lookup(job.owner)
    if owner is None:
        raise NoOwner(f"job {job.number}: {job.owner}")
    watchers = [directory.lookup(key) for key in job.watchers]
    return [owner] + [contact for contact in watchers if contact is not None]


async def proof_ready(job, directory, outbox):
    """Mails everybody concerned. Returns the number of mails."""
    people = await audience(job, directory)
    for contact in people:
        subject = SUBJECT.get(contact.language, SUBJECT["en"]).format(job)
        await outbox.send(contact.email, subject, f"{contact.name}, have a look.")
    log.info("job %d: %d mails", job.number, len(people))
    return len(people)
