def check(settings):
    return True, settings.get("word", "hello")
