# Proof: a patch without a red-then-green test and a behaviour comparison is only a guess.
package heald

deny contains "nothing was validated" if not input.validation

deny contains "the new test was not red on the old code" if not input.validation.red_before

deny contains "the new test is not green on the patched code" if not input.validation.green_after

deny contains sprintf("%d tests fail that passed before", [count(input.validation.suite.newly_failing)]) if {
	count(input.validation.suite.newly_failing) > 0
}

deny contains sprintf("%d tests are gone that ran before", [count(input.validation.suite.vanished)]) if {
	count(input.validation.suite.vanished) > 0
}

deny contains "behaviour changed on inputs that worked before" if {
	input.validation.behaviour.changed_not_crashing_before > 0
}

deny contains "the behaviour comparison did not pass, nor do existing tests run every changed line" if {
	not behaviour_proved
}

behaviour_proved if input.validation.behaviour.outcome == "pass"

behaviour_proved if {
	input.validation.behaviour.outcome == "inconclusive"
	input.validation.suite.found
	input.validation.covered
}

# A check that is inconclusive says nothing; whether what is known suffices is for the rules above.
deny contains sprintf("the check %q did not pass: %s", [check.name, check.outcome]) if {
	some check in input.validation.checks
	not check.outcome in {"pass", "inconclusive"}
}
