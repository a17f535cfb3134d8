import sys

from exportduty.declaration import declare
from exportduty.output import write
from exportduty.parcels import parcels

write((declare(parcel) for parcel in parcels(sys.stdin)), sys.stdout)
