"""@on("opened", "merged") registers a hook. A hook is called with the event (a dict) and the Context."""
import importlib
import logging

log = logging.getLogger(__name__)
PLUGINS = ["greet", "size", "branches"]
_hooks = {}


def on(*types):
    def register(function):
        for t in types:
            _hooks.setdefault(t, []).append(function)
        return function
    return register


def load_plugins():
    for name in PLUGINS:
        importlib.import_module(f"mergebot.plugins.{name}")


def fire(type_, event, ctx):
    for hook in _hooks.get(type_, ()):
        log.info("%s -> %s", type_, hook.__name__)
        hook(event, ctx)
