# No-go zones: what heald never changes by itself, by path and by the names of functions and classes.
package heald

zones_touched contains [path, zone] if {
	some path in paths
	some zone, table in data.zones
	some pattern in table.paths
	regex.match(concat("", ["(?i)", pattern]), path)
}

zones_touched contains [file.path, zone] if {
	some file in input.files
	not file.test
	some zone, table in data.zones
	some symbol in file.symbols
	some pattern in table.symbols
	regex.match(pattern, words(symbol))
}

# Cart.checkPassword becomes cart_check_password, so that one pattern serves every style.
words(symbol) := lower(replace(regex.replace(symbol, "([a-z0-9])([A-Z])", "${1}_${2}"), ".", "_"))

deny contains sprintf("%s is a no-go zone (%s): %s", [path, zone, data.zones[zone].why]) if {
	some [path, zone] in zones_touched
}
