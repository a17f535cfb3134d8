# The decision: what heald asks for. Nothing is allowed unless every rule that could object has been evaluated; an error or a
# missing fact is an objection too, because heald denies when this document is undefined.
package heald

decision := {
	"allow": count(deny) == 0,
	"needs": sort([need | some need in needs]),
	"reasons": reasons,
	"risks": risks,
}

# A patch is never merged by heald alone.
needs contains need if some need in data.needs

needs contains "second_person" if {
	some risk in input.risks
	effect(risk.class) == "second_person"
}

# What the content rules saw, and the no-go zones that files lie in.
risks := array.concat(input.risks, [{"class": zone, "path": path, "line": 0, "detail": data.zones[zone].why} |
	some [path, zone] in sort(zones_touched)
])

deny contains reason if {
	some risk in input.risks
	effect(risk.class) == "deny"
	reason := sprintf("%s:%d %s (%s)", [risk.path, risk.line, risk.detail, risk.class])
}

# A class that the table does not know is one that nobody has thought about.
effect(class) := data.risks[class].effect

effect(class) := "deny" if not data.risks[class]

reasons := sort([reason | some reason in deny]) if count(deny) > 0

reasons := [sprintf("%d source files and %d test files of the service, %d lines; proved red before and green after, nothing else changed for the worse", [count(sources), count(tests), lines(sources)])] if {
	count(deny) == 0
}
