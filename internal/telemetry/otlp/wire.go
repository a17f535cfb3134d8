package otlp

import (
	"bytes"
	"encoding/base64"
	"errors"
	"math"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
)

var errWire = errors.New("malformed protobuf")

// fields calls each for every field of a message: number holds a varint or fixed value, data a length-delimited one.
func fields(message []byte, each func(id protowire.Number, number uint64, data []byte) error) error {
	for len(message) > 0 {
		id, wire, n := protowire.ConsumeTag(message)
		if n < 0 {
			return errWire
		}
		message = message[n:]
		var number uint64
		var data []byte
		switch wire {
		case protowire.VarintType:
			number, n = protowire.ConsumeVarint(message)
		case protowire.Fixed64Type:
			number, n = protowire.ConsumeFixed64(message)
		case protowire.BytesType:
			data, n = protowire.ConsumeBytes(message)
		default:
			n = protowire.ConsumeFieldValue(id, wire, message)
		}
		if n < 0 {
			return errWire
		}
		message = message[n:]
		if err := each(id, number, data); err != nil {
			return err
		}
	}
	return nil
}

// readProto reads a request: resources, each with scopes, each with log records or spans.
func (b *batch) readProto(body []byte) error {
	return fields(body, func(id protowire.Number, _ uint64, group []byte) error {
		if id != 1 {
			return nil
		}
		var resource facts
		read := func(want protowire.Number) error {
			return fields(group, func(id protowire.Number, _ uint64, data []byte) error {
				switch {
				case id != want:
				case id == 1:
					resource = facts{}
					return attributes(data, 1, resource)
				case id == 2:
					return b.scope(resource, data)
				}
				return nil
			})
		}
		if err := read(1); err != nil {
			return err
		}
		return read(2) // the resource may stand behind its scopes
	})
}

func (b *batch) scope(resource facts, scope []byte) error {
	return fields(scope, func(id protowire.Number, _ uint64, data []byte) error {
		switch {
		case id != 2:
			return nil
		case !suspect(data):
			return wellFormed(data)
		case b.kind.trace:
			return b.span(resource, data)
		}
		return b.record(resource, data)
	})
}

func wellFormed(message []byte) error {
	return fields(message, func(protowire.Number, uint64, []byte) error { return nil })
}

// record reads a LogRecord.
func (b *batch) record(resource facts, message []byte) error {
	it := item{facts: facts{}}
	var observed uint64
	err := fields(message, func(id protowire.Number, number uint64, data []byte) error {
		switch id {
		case 1:
			it.at = number
		case 2:
			it.severity = int(min(number, 100))
		case 3:
			it.level = string(data[:min(len(data), 20)])
		case 5:
			it.body = lines(data)
		case 6:
			return attribute(data, it.facts)
		case 11:
			observed = number
		}
		return nil
	})
	if it.at == 0 {
		it.at = observed
	}
	if err == nil {
		b.add(resource, it)
	}
	return err
}

// span reads a Span and the exceptions among its events.
func (b *batch) span(resource facts, message []byte) error {
	of := item{facts: facts{}}
	var events [][]byte
	err := fields(message, func(id protowire.Number, _ uint64, data []byte) error {
		switch id {
		case 1:
			of.traceID = string(data[:min(len(data), 16)])
		case 9:
			return attribute(data, of.facts)
		case 11:
			if suspect(data) {
				events = append(events, data)
			}
		case 15:
			return fields(data, func(id protowire.Number, number uint64, _ []byte) error {
				if id == 3 {
					of.status = int(min(number, 100))
				}
				return nil
			})
		}
		return nil
	})
	for _, event := range events {
		if err != nil {
			break
		}
		err = b.event(resource, of, event)
	}
	return err
}

func (b *batch) event(resource facts, of item, message []byte) error {
	it := of
	it.facts = facts{}
	for k, v := range of.facts {
		it.facts[k] = v
	}
	err := fields(message, func(id protowire.Number, number uint64, data []byte) error {
		switch id {
		case 1:
			it.at = number
		case 3:
			return attribute(data, it.facts)
		}
		return nil
	})
	if err == nil && it.facts["exception.stacktrace"] != "" {
		b.add(resource, it)
	}
	return err
}

// attributes reads the repeated KeyValues of a message.
func attributes(message []byte, id protowire.Number, into facts) error {
	return fields(message, func(found protowire.Number, _ uint64, data []byte) error {
		if found != id {
			return nil
		}
		return attribute(data, into)
	})
}

func attribute(message []byte, into facts) error {
	var key, value []byte
	err := fields(message, func(id protowire.Number, _ uint64, data []byte) error {
		switch id {
		case 1:
			key = data
		case 2:
			value = data
		}
		return nil
	})
	if err == nil && wanted[string(key)] {
		into[string(key)] = scalar(value)
	}
	return err
}

// scalar reads an AnyValue that is text, a truth value or a number.
func scalar(message []byte) string {
	var out string
	_ = fields(message, func(id protowire.Number, number uint64, data []byte) error {
		switch id {
		case 1:
			out = string(data[:min(len(data), maxValue)])
		case 2:
			out = strconv.FormatBool(number != 0)
		case 3:
			out = strconv.FormatInt(int64(number), 10)
		case 4:
			out = strconv.FormatFloat(math.Float64frombits(number), 'g', -1, 64)
		}
		return nil
	})
	return out
}

// lines reads an AnyValue as text: that of a map or a list is every text in it, a line each, one level deep.
func lines(message []byte) string {
	if text := scalar(message); text != "" {
		return text
	}
	var out bytes.Buffer
	_ = fields(message, func(id protowire.Number, _ uint64, data []byte) error {
		if id == 7 {
			out.Write(data[:min(len(data), maxValue)])
		}
		if id != 5 && id != 6 {
			return nil
		}
		return fields(data, func(_ protowire.Number, _ uint64, element []byte) error {
			value := element
			if id == 6 {
				value = nil
				_ = fields(element, func(part protowire.Number, _ uint64, data []byte) error {
					if part == 2 {
						value = data
					}
					return nil
				})
			}
			if text := scalar(value); text != "" && out.Len()+len(text) < maxValue {
				out.WriteString(text + "\n")
			}
			return nil
		})
	})
	return out.String()
}

// read reads a request in either encoding.
func (b *batch) read(body []byte, json bool) error {
	if json {
		return b.readJSON(body)
	}
	return b.readProto(body)
}

// unbase64 decodes what JSON writes of bytes.
func unbase64(s string) string {
	raw, _ := base64.StdEncoding.DecodeString(s[:min(len(s), 2*maxValue)])
	return string(raw[:min(len(raw), maxValue)])
}
