from collections import namedtuple

Command = namedtuple("Command", "run help")
TABLE = {}


def command(name, help):
    def register(function):
        TABLE[name] = Command(function, help)
        return function
    return register


@command("me", "/me TEXT - says what you do")
def me(room, who, text):
    _, _, action = text.partition(" ")
    room.say(f"* {room.nick(who)} {action}".rstrip())


@command("nick", "/nick [NAME] - changes your name, or gives it back")
def nick(room, who, text):
    _, _, name = text.partition(" ")
    if name.strip():
        room.nicks[who] = name.strip()
    else:
        room.nicks.pop(who, None)


@command("topic", "/topic [TEXT] - sets the topic of the room, or shows it")
def topic(room, who, text):
    wanted = text.split(maxsplit=1)[1]
    room.topic = wanted.strip()
    room.say(f"{room.nick(who)} set the topic to: {room.topic}")


@command("info", "/info - tells about the room")
def info(room, who, text):
    room.say(f"{room.name}: {len(room.log)} lines")
    room.say(room.topic_line())


@command("help", "/help - lists the commands")
def help_(room, who, text):
    for name in sorted(TABLE):
        room.say(TABLE[name].help)
