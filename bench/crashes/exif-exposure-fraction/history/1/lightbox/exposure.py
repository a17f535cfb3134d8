from lightbox.tags import Tags


class Exposure(Tags):
    """The part of the tags which tells how the picture was taken."""

    @property
    def aperture(self):
        return self._rational("FNumber")

    @property
    def focal_length(self):
        """Millimetres."""
        return self._rational("FocalLength")

    @property
    def iso(self):
        return int(self._text("ISOSpeedRatings") or 100)

    @property
    def shutter(self):
        """How long the shutter was open, as the camera wrote it."""
        return self._text("ExposureTime") or "?"
