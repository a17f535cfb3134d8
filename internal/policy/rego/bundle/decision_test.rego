# Tests of the rules, in both directions: each has a patch that it lets pass and one that it denies.
package heald_test

import data.heald

source := {
	"path": "svc/app/cart.py", "inside": true, "test": false, "new": false, "deleted": false, "mode_changed": false,
	"symlink": false, "submodule": false, "binary": false, "added": 2, "removed": 1, "symbols": ["Cart.total"],
}

regression := object.union(source, {"path": "svc/tests/test_cart.py", "test": true, "new": true, "added": 20, "removed": 0, "symbols": []})

proof := {
	"red_before": true, "green_after": true, "covered": false, "checks": [{"name": "canary", "outcome": "pass"}],
	"suite": {"found": true, "newly_failing": [], "vanished": []},
	"behaviour": {"outcome": "pass", "changed_not_crashing_before": 0},
}

good := {
	"service": {"name": "cart", "path": "svc", "language": "python"}, "base_commit": "c0ffee",
	"files": [source, regression], "risks": [], "validation": proof,
}

with_file(change) := object.union(good, {"files": [object.union(source, change)]})

with_proof(change) := object.union(good, {"validation": object.union(proof, change)})

with_risk(class) := object.union(good, {"risks": [{"class": class, "path": "svc/app/cart.py", "line": 3, "detail": "x"}]})

allowed(facts) if {
	heald.decision.allow with input as facts
}

denied(facts) if {
	decision := heald.decision with input as facts
	not decision.allow
	count(decision.reasons) > 0
}

test_good if allowed(good)

test_person_is_needed if {
	decision := heald.decision with input as good
	decision.needs == ["person"]
	decision.risks == []
	count(decision.reasons) == 1
}

test_source_only if allowed(with_file({}))

test_empty if denied(object.union(good, {"files": []}))

test_tests_only if denied(object.union(good, {"files": [regression]}))

test_no_facts if not allowed({})

# Scope.

test_other_service if denied(with_file({"path": "other/app/cart.py"}))

test_service_name_as_prefix if denied(with_file({"path": "svc2/cart.py"}))

test_whole_repository if allowed(object.union(with_file({"path": "cart.py"}), {"service": {"name": "", "path": "", "language": "python"}}))

test_service_with_slash if allowed(object.union(good, {"service": {"name": "", "path": "svc/", "language": "python"}}))

test_outside if denied(with_file({"path": "svc/../x.py", "inside": false}))

test_other_language if denied(with_file({"path": "svc/app/cart.rb"}))

test_document if denied(with_file({"path": "svc/README.md"}))

test_unknown_language if allowed(object.union(good, {"service": {"name": "", "path": "svc", "language": ""}}))

test_unknown_language_document if denied(object.union(with_file({"path": "svc/x.html"}), {"service": {"name": "", "path": "svc", "language": ""}}))

test_rename_from_outside if denied(with_file({"old_path": "other/cart.py"}))

test_rename_inside if denied(with_file({"old_path": "svc/app/basket.py"}))

test_odd_files if {
	every fact in ["symlink", "submodule", "binary", "mode_changed", "deleted"] {
		denied(with_file({fact: true}))
	}
}

# Size.

test_lines_at_limit if allowed(with_file({"added": 25, "removed": 25}))

test_lines_over_limit if denied(with_file({"added": 26, "removed": 25}))

test_long_test if allowed(object.union(good, {"files": [source, object.union(regression, {"added": 300})]}))

test_too_long_test if denied(object.union(good, {"files": [source, object.union(regression, {"added": 301})]}))

files(n) := [object.union(source, {"path": sprintf("svc/app/f%d.py", [i])}) | some i in numbers.range(1, n)]

test_files_at_limit if allowed(object.union(good, {"files": files(5)}))

test_files_over_limit if denied(object.union(good, {"files": files(6)}))

# Proof.

test_not_validated if denied(object.remove(good, ["validation"]))

test_null_validation if denied(object.union(good, {"validation": null}))

test_green_before if denied(with_proof({"red_before": false}))

test_red_after if denied(with_proof({"green_after": false}))

test_newly_failing if denied(with_proof({"suite": {"found": true, "newly_failing": ["t"], "vanished": []}}))

test_vanished if denied(with_proof({"suite": {"found": true, "newly_failing": [], "vanished": ["t"]}}))

test_no_suite if allowed(with_proof({"suite": {"found": false, "newly_failing": [], "vanished": []}}))

test_behaviour_failed if denied(with_proof({"behaviour": {"outcome": "fail", "changed_not_crashing_before": 0}}))

test_behaviour_changed if denied(with_proof({"behaviour": {"outcome": "pass", "changed_not_crashing_before": 1}}))

inconclusive := {"outcome": "inconclusive", "changed_not_crashing_before": 0}

test_inconclusive if denied(with_proof({"behaviour": inconclusive}))

test_inconclusive_but_covered if allowed(with_proof({"behaviour": inconclusive, "covered": true}))

test_covered_without_suite if {
	denied(with_proof({"behaviour": inconclusive, "covered": true, "suite": {"found": false, "newly_failing": [], "vanished": []}}))
}

test_failed_check if denied(with_proof({"checks": [{"name": "canary", "outcome": "fail"}]}))

test_check_without_outcome_is_not_passed if denied(with_proof({"checks": [{"name": "canary", "outcome": ""}]}))

test_inconclusive_check if allowed(with_proof({"checks": [{"name": "mutants", "outcome": "inconclusive"}]}))

# Risks.

test_every_denying_class if {
	every class, entry in data.risks {
		decision := heald.decision with input as with_risk(class)
		decision.allow == (entry.effect != "deny")
		count(decision.risks) == 1
	}
}

test_second_person if {
	decision := heald.decision with input as with_risk("sleep")
	decision.allow
	decision.needs == ["person", "second_person"]
}

test_unknown_class if denied(with_risk("never_heard_of"))

test_every_class_says_why if {
	every _, entry in data.risks {
		entry.effect in {"deny", "second_person"}
		entry.why != ""
	}
}

# No-go zones: each with paths that lie in it.

no_go := {
	"ci_workflow": [".github/workflows/ci.yml", ".gitlab-ci.yml", "svc/Jenkinsfile", ".circleci/config.yml"],
	"infrastructure": ["infra/main.tf", "deploy/api.yaml", "charts/svc/values.yaml", "svc/Dockerfile", "svc/api.Dockerfile", "docker-compose.prod.yml", "k8s/pod.yaml"],
	"network_exposure": ["nginx/site.conf/nginx.conf", "svc/gunicorn.conf.py"],
	"authentication": ["svc/auth/views.py", "svc/permissions.py", "svc/app/jwt_utils.py", "svc/Login.py", "svc/security/x.py"],
	"migration": ["svc/migrations/0001_initial.py", "svc/alembic/env.py", "db/schema.sql"],
	"dependency": ["requirements-dev.txt", "pyproject.toml", "poetry.lock", "go.sum", "package-lock.json", "svc/setup.py", "vendor/x/y.go"],
	"secret": [".env.production", "certs/server.pem", "svc/secrets.py", "id_rsa"],
	"build": ["Makefile", "scripts/release.sh", "webpack.config.js"],
	"git": [".gitattributes", ".gitmodules", ".husky/pre-commit", "CODEOWNERS"],
	"policy": [".heald/policy.json", "heald.yaml", "rules/x.rego"],
	"test_configuration": ["svc/tests/conftest.py", "pytest.ini", "svc/sitecustomize.py"],
}

test_zones_by_path if {
	every zone, list in no_go {
		every path in list {
			decision := heald.decision with input as object.union(with_file({"path": path}), {"service": {"name": "", "path": "", "language": ""}})
			not decision.allow
			zone in {risk.class | some risk in decision.risks}
		}
	}
}

test_every_zone_is_tested if object.keys(no_go) == object.keys(data.zones)

test_ordinary_paths if {
	every path in [
		"svc/app/authors.py", "svc/app/sessions.py", "svc/app/charts/pie.py", "svc/infrastructure/orders.py", "svc/token_bucket.py",
		"svc/keys.py", "svc/app/deploy/state.py", "svc/manifest.py", "svc/catalogue/makefiles.py", "svc/environment.py", "svc/tasks.py",
		"svc/blog_in_brief.py", "svc/gitlog.py", "svc/kubernetes/client.py",
	] {
		allowed(with_file({"path": path}))
	}
}

test_zones_by_symbol if {
	every symbol in ["check_password", "LoginView.post", "User.hasPermission.inner", "authenticate", "authorizeRequest", "verify_token", "is_admin", "migrate"] {
		denied(with_file({"symbols": [symbol]}))
	}
}

test_ordinary_symbols if {
	every symbol in ["Author.name", "authors_of", "Tokenizer.next", "blogging", "catalogin", "admin_list", "Session.get", "key_of", "keyed", "immigration"] {
		allowed(with_file({"symbols": [symbol]}))
	}
}

test_symbols_of_tests_are_free if {
	allowed(object.union(good, {"files": [source, object.union(regression, {"symbols": ["test_login"]})]}))
}
