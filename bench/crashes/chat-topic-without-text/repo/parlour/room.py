class Room:
    def __init__(self, name):
        self.name = name
        self.topic = ""
        self.nicks = {}
        self.log = []

    def say(self, line):
        self.log.append(line)

    def nick(self, who):
        return self.nicks.get(who, who)

    def topic_line(self):
        return f"topic of {self.name}: {self.topic or '(none)'}"
