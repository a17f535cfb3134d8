# Scope and size: source and test files of the failing service only, and few of them.
package heald

sources := [file | some file in input.files; not file.test]

tests := [file | some file in input.files; file.test]

lines(files) := sum([n | some file in files; n := file.added + file.removed])

# Both ends of a rename are touched.
paths contains file.path if some file in input.files

paths contains file.old_path if some file in input.files

deny contains "the patch changes nothing" if count(input.files) == 0

deny contains "the patch changes no source file, only tests" if {
	count(input.files) > 0
	count(sources) == 0
}

deny contains sprintf("%d files change, more than %d", [count(input.files), data.limits.files]) if {
	count(input.files) > data.limits.files
}

deny contains sprintf("%d source lines change, more than %d", [lines(sources), data.limits.lines]) if {
	lines(sources) > data.limits.lines
}

deny contains sprintf("%d test lines change, more than %d", [lines(tests), data.limits.test_lines]) if {
	lines(tests) > data.limits.test_lines
}

deny contains sprintf("%s leaves the repository", [file.path]) if {
	some file in input.files
	not file.inside
}

deny contains sprintf("%s is not part of the service in %s", [path, input.service.path]) if {
	input.service.path != ""
	some path in paths
	not startswith(path, concat("", [trim_suffix(input.service.path, "/"), "/"]))
}

deny contains sprintf("%s is not a source file of the service's language", [path]) if {
	some path in paths
	not is_source(path)
}

is_source(path) if {
	some extension in extensions
	endswith(lower(path), extension)
}

extensions := data.extensions[input.service.language]

# An unknown or unnamed language: any source file that heald knows.
extensions := [extension | some list in data.extensions; some extension in list] if {
	not data.extensions[input.service.language]
}

# What no patch of a program needs.
odd := {
	"symlink": "is a symbolic link",
	"submodule": "is a submodule",
	"binary": "is binary",
	"mode_changed": "changes its permissions or type",
	"deleted": "is deleted",
}

deny contains sprintf("%s %s", [file.path, odd[fact]]) if {
	some file in input.files
	some fact in object.keys(odd)
	file[fact]
}

deny contains sprintf("%s is renamed or copied to %s", [file.old_path, file.path]) if {
	some file in input.files
	file.old_path
}
