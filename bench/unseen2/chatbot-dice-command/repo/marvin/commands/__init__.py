from .base import Command
from .dice import Flip, Roll
from .notes import Recall, Remember

__all__ = ["Command", "Flip", "Recall", "Remember", "Roll"]
