package crashes

import "github.com/heald-dev/heald/internal/language"

var causes []language.Cause
