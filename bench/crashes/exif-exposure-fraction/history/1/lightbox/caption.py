import sys

from lightbox.exposure import Exposure



def caption(exposure):
    parts = [exposure.model, f"f/{exposure.aperture:g}", f"{exposure.focal_length:g} mm"]
    parts.append(f"{exposure.shutter} s")
    return ", ".join(parts)


def main(paths):
    for path in paths:
        print(caption(Exposure.load(path)))


if __name__ == "__main__":
    main(sys.argv[1:])
