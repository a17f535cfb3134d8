import sys

from lightbox.exposure import Exposure


def shutter(seconds):
    if seconds is None:
        return "?"
    if seconds >= 1:
        return f"{seconds:g} s"
    return f"1/{round(1 / seconds)} s"


def caption(exposure):
    parts = [exposure.model, f"f/{exposure.aperture:g}", f"{exposure.focal_length:g} mm"]
    parts.append(shutter(exposure.seconds))
    if exposure.is_long():
        parts.append("(long exposure)")
    return ", ".join(parts)


def main(paths):
    for path in paths:
        print(caption(Exposure.load(path)))


if __name__ == "__main__":
    main(sys.argv[1:])
