from greenhouse.probe import Probe, Reading

__all__ = ["Probe", "Reading"]
