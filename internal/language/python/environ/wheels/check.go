package wheels

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// The forms that a plan's fields may have. The plan was read from a hostile tree, and pip takes options, paths and URLs where it
// expects requirements.
var (
	nameForm  = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$`)
	specForm  = regexp.MustCompile(`^(?:(?:===|==|!=|~=|<=|>=|<|>)[A-Za-z0-9][A-Za-z0-9.*+!_-]{0,63},?)*$`)
	hashForm  = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	entryForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}$`)
	valueForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]{0,200}(?::[A-Za-z_][A-Za-z0-9_.]{0,200})?$`)
)

const (
	maxWants  = 3000
	maxLocals = 100
	maxMarker = 2000
)

func check(plan language.Plan) error {
	if len(plan.Wants) > maxWants || len(plan.Locals) > maxLocals {
		return fmt.Errorf("plan of %q: more than %d packages or %d projects: %w", plan.Command, maxWants, maxLocals, heald.ErrInvalid)
	}
	for _, want := range plan.Wants {
		if err := checkWant(want); err != nil {
			return err
		}
	}
	for _, local := range plan.Locals {
		if err := checkLocal(local); err != nil {
			return err
		}
	}
	return nil
}

func checkWant(want language.Want) error {
	bad := func(what, value string) error {
		return fmt.Errorf("plan: requirement %q has a %s that is not allowed: %.80q: %w", want.Name, what, value, heald.ErrInvalid)
	}
	switch {
	case !nameForm.MatchString(want.Name):
		return bad("name", want.Name)
	case !specForm.MatchString(want.Spec):
		return bad("version", want.Spec)
	case len(want.Marker) > maxMarker:
		return bad("marker", want.Marker)
	}
	for _, extra := range want.Extras {
		if !nameForm.MatchString(extra) {
			return bad("extra", extra)
		}
	}
	for _, hash := range want.Hashes {
		if !hashForm.MatchString(hash) {
			return bad("hash", hash)
		}
	}
	return nil
}

func rootAllowed(root string) bool {
	return (root == "" || fs.ValidPath(root)) && !strings.ContainsFunc(root, func(r rune) bool { return r < ' ' })
}

func checkLocal(local language.Local) error {
	ok := nameForm.MatchString(local.Name) && nameForm.MatchString(local.Version)
	for _, root := range local.Roots {
		ok = ok && rootAllowed(root)
	}
	for _, entry := range local.Entries {
		ok = ok && entryForm.MatchString(entry.Group) && entryForm.MatchString(entry.Name) && valueForm.MatchString(entry.Value)
	}
	if !ok {
		return fmt.Errorf("plan: project %.80q of the tree has a name, folder or entry point that is not allowed: %w", local.Name, heald.ErrInvalid)
	}
	return nil
}
