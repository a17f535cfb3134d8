from .harbor import Harbor
from .north import NorthMail
from .volt import Volt

CARRIERS = {c.code: c for c in (NorthMail(), Harbor(), Volt())}
