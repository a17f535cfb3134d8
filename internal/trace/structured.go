package trace

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

// Some loggers write a trace not as text but as objects: an error with its type and message beside a list of frames. structlog's
// dict_tracebacks and error trackers' events do. Such lists hold a chain: structlog begins with the exception itself, trackers
// with its root.

// object is an error or a frame; the field names are those that are in use.
type object struct {
	ExcType    string          `json:"exc_type"`
	ExcValue   string          `json:"exc_value"`
	Type       string          `json:"type"`
	Value      string          `json:"value"`
	Frames     []objectFrame   `json:"frames"`
	Stacktrace json.RawMessage `json:"stacktrace"`
	IsCause    bool            `json:"is_cause"`
	handling   bool
}

type objectFrame struct {
	Filename string `json:"filename"`
	AbsPath  string `json:"abs_path"`
	Lineno   int    `json:"lineno"`
	Name     string `json:"name"`
	Function string `json:"function"`
	Line     string `json:"line"`
	Context  string `json:"context_line"`
}

// structured reads the exceptions that a JSON record of a Python service spells out.
func structured(v view) []heald.Exception {
	var record struct {
		Exception json.RawMessage `json:"exception"`
	}
	if json.Unmarshal([]byte(v.text), &record) != nil {
		return nil
	}
	var list []object
	var tracker struct {
		Values []object `json:"values"`
	}
	if json.Unmarshal(record.Exception, &list) == nil {
		for i := 1; i < len(list); i++ {
			list[i-1].handling = !list[i].IsCause
		}
		slices.Reverse(list)
	} else if json.Unmarshal(record.Exception, &tracker) == nil {
		list = tracker.Values
	}
	var links []heald.Exception
	for _, o := range list[:min(len(list), 100)] {
		if e := o.exception(); len(e.Frames) > 0 {
			links = append(links, e)
		}
	}
	e, _, ok := chained(links, []line{{v.text, v.origin(0), v.origin(len(v.text))}}, 0, 1)
	if !ok {
		return nil
	}
	return []heald.Exception{e}
}

func (o object) exception() heald.Exception {
	if len(o.Frames) == 0 && o.Stacktrace != nil {
		var inner object
		if json.Unmarshal(o.Stacktrace, &inner) == nil {
			o.Frames = inner.Frames
		}
	}
	e := heald.Exception{Language: "python", ErrorType: o.ExcType + o.Type, Message: o.ExcValue + o.Value, Handling: o.handling}
	for _, f := range o.Frames[:min(len(o.Frames), maxFrames)] {
		out := heald.Frame{File: f.AbsPath, Line: max(f.Lineno, 0), Function: f.Name + f.Function, Code: strings.TrimSpace(f.Line + f.Context)}
		if out.File == "" {
			out.File = f.Filename
		}
		if !strings.HasSuffix(out.File, ".py") && !strings.HasPrefix(out.File, "<") {
			return heald.Exception{} // another language's
		}
		out.Module, out.InApp = pythonPlace(out.File)
		e.Frames = append(e.Frames, out)
	}
	return e
}
