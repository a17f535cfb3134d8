package config

import (
	"encoding/json"
	"reflect"
)

// Schema is the JSON Schema (2020-12) of the file, made from the same table and structs.
func Schema() []byte {
	root := object(tree())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = SchemaURL
	root["title"] = "heald.yaml"
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil // it holds texts, numbers, lists and maps only
	}
	return append(text, '\n')
}

func object(list []entry) map[string]any {
	properties := map[string]any{}
	required := []string{}
	for _, e := range list {
		properties[e.name] = schemaOf(e)
		if e.row.Required && e.value.IsZero() {
			required = append(required, e.name)
		}
	}
	made := map[string]any{"type": []string{"object", "null"}, "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		made["required"], made["type"] = required, "object"
	}
	return made
}

func schemaOf(e entry) map[string]any {
	var made map[string]any
	switch {
	case e.list:
		made = map[string]any{"type": []string{"array", "null"}, "items": object(e.below)}
		if e.row.Required {
			made["type"], made["minItems"] = "array", 1
		}
	case e.section():
		made = object(e.below)
	default:
		made = plainSchema(e.kind, e.row)
	}
	made["description"] = about(e)
	return made
}

func plainSchema(t reflect.Type, row Key) map[string]any {
	text := func(pattern string) map[string]any {
		return map[string]any{"type": "string", "pattern": pattern}
	}
	switch {
	case t == typeDuration:
		return text(durationForm.String())
	case t == typeSecret:
		return text(reference.String())
	case t == typeAddress:
		return text(`^[^\s/]*:[0-9]{1,5}$`)
	case t == typeCommand:
		return map[string]any{"type": []string{"string", "array"}, "items": map[string]any{"type": "string"}}
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": []string{"array", "null"}, "items": plainSchema(t.Elem(), row)}
	case t.Kind() == reflect.Map:
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": plainSchema(t.Elem(), Key{}), "propertyNames": map[string]any{"pattern": variable.String()}}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case t.Kind() == reflect.String:
		return words(row)
	}
	kind := "number"
	if t.Kind() == reflect.Int {
		kind = "integer"
	}
	made := map[string]any{"type": kind}
	if row.Max > 0 {
		made["minimum"], made["maximum"] = row.Min, row.Max
	}
	return made
}

func words(row Key) map[string]any {
	made := map[string]any{"type": "string"}
	if row.Pattern != "" {
		made["pattern"] = row.Pattern
	}
	if len(row.Choices) > 0 {
		made["enum"] = row.Choices
	}
	if row.Required && row.Pattern == "" {
		made["minLength"] = 1
	}
	return made
}
