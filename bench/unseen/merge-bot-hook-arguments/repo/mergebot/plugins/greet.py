from ..hooks import on


@on("opened")
def greet(event, ctx):
    if event.get("first_time"):
        ctx.comment(event["number"], "Welcome, @" + event["author"])
