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
    def seconds(self):
        """How long the shutter was open, in seconds; None when the camera did not say."""
        text = self._text("ExposureTime")
        return float(text) if text else None

    def is_long(self):
        return self.seconds is not None and self.seconds >= 1
