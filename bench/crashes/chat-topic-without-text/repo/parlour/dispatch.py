from parlour import commands


def handle(room, who, text):
    """Takes one line which somebody typed."""
    if not text.startswith("/"):
        room.say(f"<{room.nick(who)}> {text}")
        return
    name = text[1:].split(" ", 1)[0]
    command = commands.TABLE.get(name)
    if command is None:
        room.say(f"{room.nick(who)}: there is no /{name}, try /help")
        return
    command.run(room, who, text)
