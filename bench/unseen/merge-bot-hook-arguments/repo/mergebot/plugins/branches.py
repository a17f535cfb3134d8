from ..hooks import on


@on("opened")
def wants_main(event, ctx):
    if event["base"] not in ("main", "next"):
        ctx.comment(event["number"], f"please target main, not {event['base']}")


@on("merged")
def remind_backport(event, ctx):
    if "backport" in event.get("labels", ()):
        ctx.comment(event["number"], "remember the backport")
