class EnvFileError(Exception):
    def __init__(self, path, number, message):
        super().__init__(f"{path}:{number}: {message}")
        self.number = number
