package policy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
)

var (
	// check is what refuses a wrong value or a caller who may not.
	check = re(`(?:^|[\s{;])raise\b`, `(?:^|[\s{;])throw\b`, `(?:^|\s)assert\b`, `\babort\s*\(\s*4`, `\bHTTPException\s*\(`, `\bhttp\.Error\s*\(`, `\.(?:status|sendStatus)\s*\(\s*4`,
		`\b(?:html|markupsafe|shlex)\.(?:escape|quote)\s*\(`, `\b(?i:validate|validator|verify|sanitize|sanitise|authorize|authorise|authenticate|secure_filename|is_valid|full_clean|raise_for_status|check_\w+|require_\w+|has_perm\w*|is_allowed|\w*_allowed|compare_digest|requireNonNull)\w*\s*\(`)
	// guardDecorator is a decorator or annotation that keeps callers out.
	guardDecorator = regexp.MustCompile(`^\s*@\s*[\w.]*(?i:login|auth|permission|require|role|admin_|is_admin|staff|superuser|csrf|limit|throttle|valid|secure|protected|PreAuthorize|RolesAllowed|Secured|NotNull)\w*`)
	guardClass     = re(`\b(?:IsAuthenticated|IsAdminUser|LoginRequiredMixin|PermissionRequiredMixin|CsrfViewMiddleware|SecurityMiddleware|AuthenticationMiddleware|Depends\s*\(\s*(?:get_current|require|verify|auth)\w*)`)
	lock           = re(`\bwith\s+[\w.]*lock\b`, `\.acquire\s*\(`, `\.(?:R?Lock)\s*\(\s*\)`, `\bsynchronized\b`, `\bselect_for_update\s*\(`, `\btransaction\.atomic\b`)
	deadline       = re(`\btimeout\s*[=:]\s*[\w.]+`, `\bmax_retries\s*[=:]`, `\bWithTimeout\s*\(`)
	definition     = regexp.MustCompile(`^\s*(?:async\s+)?(?:def|class|func|function)\b`)
)

// removal is a rule for what a patch takes away.
type removal struct {
	class  string
	match  *regexp.Regexp
	exact  bool // only the same thing again makes up for it
	detail string
}

var removalRules = []removal{
	{"removed_check", check, false, "takes a check away"},
	{"removed_protection", guardDecorator, true, "takes a protection of an entry away"},
	{"removed_protection", guardClass, true, "takes a protection away"},
	{"removed_lock", lock, false, "takes a lock or a transaction away"},
	{"removed_limit", deadline, false, "takes a time-out or a limit away"},
}

// removals looks at what is gone and not replaced close by. What goes with its whole function is not a check that is
// missing, unless the function was one.
func (s *sight) removals(added, removed []line) []heald.Risk {
	if s.test {
		return nil
	}
	var found []heald.Risk
	for _, rule := range removalRules {
		for _, l := range removed {
			what := rule.match.FindString(l.code)
			if what == "" || s.gone(l) || replaced(rule, what, l, added) {
				continue
			}
			found = append(found, s.risk(rule.class, s.standsAt(l), rule.detail+": "+excerpt(l.code)))
		}
	}
	return found
}

// replaced says that an added line that is not merely moved makes up for the one that is gone.
func replaced(rule removal, what string, gone line, added []line) bool {
	return slices.ContainsFunc(added, func(l line) bool {
		switch {
		case rule.exact:
			return strings.Contains(l.code, strings.TrimSpace(what))
		case rule.class == "removed_check" && squeeze(l.code) == squeeze(gone.code):
			return true
		}
		return l.hunk == gone.hunk && rule.match.MatchString(l.code)
	})
}

// gone says that the function or class that the line stood in is removed with it.
func (s *sight) gone(l line) bool {
	owner := symbolAt(s.before, l.number)
	name := owner[strings.LastIndexByte(owner, '.')+1:]
	if name == "" || isGuardName.MatchString(name) {
		return false
	}
	return slices.ContainsFunc(s.removed, func(r line) bool {
		return definition.MatchString(r.code) && declared(r.code) == name
	}) && !slices.ContainsFunc(s.added, func(a line) bool { return declared(a.code) == name })
}

var isGuardName = regexp.MustCompile(`(?i)auth|valid|permission|verif|check|require|sanit|login|guard|allow|csrf`)

// standsAt is the line of the new file where the removed line was.
func (s *sight) standsAt(gone line) int {
	at := 0
	for _, l := range s.change.Lines {
		if l.New > 0 {
			at = l.New
		}
		if l.Old == gone.number && l.New == 0 {
			break
		}
	}
	return max(at, 1)
}

func excerpt(text string) string {
	return show.Short(squeeze(text), 80)
}

var (
	handler   = regexp.MustCompile(`^(\s*)except\b\s*([^:]*?)(?:\s+as\s+\w+)?\s*:\s*(.*)$`)
	broad     = regexp.MustCompile(`^\(?\s*(?:.*\b(?:Exception|BaseException)\b(?:\s*,|\s*\)|\s*$).*)?$`)
	nothing   = regexp.MustCompile(`^\s*(?:(?:\w+\.)*\w*log\w*\.\w+\(.*|(?:print|warnings\.warn|traceback\.\w+)\(.*|pass|continue|break|\.\.\.|return\b.*|[\w.]+\s*=[^=(]*(?:None|0|\[\]|\{\}|False|True|"\s*"|'\s*')\s*|[\w.]+\s*=\s*[\w.]+)\s*$`)
	onlyPass  = regexp.MustCompile(`^\s*(?:pass|\.\.\.)\s*$`)
	reraises  = regexp.MustCompile(`^\s*(?:raise|throw)\b|\bos\.abort|\bpanic\(`)
	emptyWays = re(`\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}`, `\.catch\s*\(\s*(?:\(\s*\w*\s*\)|\w+|_)\s*=>\s*(?:\{\s*\}|null|undefined)\s*\)`, `\bif\s+err\s*!=\s*nil\s*\{\s*\}`, `^\s*_\s*=\s*err\b`, `\b_\s*=\s*recover\(\)|^\s*recover\(\)`, `\bcontextlib\.suppress\s*\(\s*(?:Base)?Exception\b`, `(?:^|[^\w.])suppress\s*\(\s*(?:Base)?Exception\b`)
	catches   = regexp.MustCompile(`\bcatch\s*(?:\((?:final\s+)?(?:Exception|Throwable|RuntimeException|Error)?\s*\w*\))?\s*\{\s*$`)
)

// swallowing finds handlers that make an error disappear.
func (s *sight) swallowing(added, _ []line) []heald.Risk {
	var found []heald.Risk
	for _, l := range added {
		if emptyWays.MatchString(l.code) || s.lang != python && catches.MatchString(l.code) && s.closesAtOnce(l.number) {
			found = append(found, s.risk("swallowed_error", l.number, "makes an error disappear"))
		}
		if m := handler.FindStringSubmatch(l.code); s.lang == python && m != nil && s.swallows(l.number, m) {
			found = append(found, s.risk("swallowed_error", l.number, "makes an error disappear: "+excerpt(l.code)))
		}
	}
	return found
}

func (s *sight) closesAtOnce(number int) bool {
	next := s.block(number, 0)
	return len(next) == 0 || strings.TrimSpace(next[0]) == "}" || strings.HasPrefix(strings.TrimSpace(next[0]), "})")
}

func (s *sight) swallows(number int, m []string) bool {
	body := []string{m[3]}
	if strings.TrimSpace(m[3]) == "" {
		body = s.block(number, len(m[1])+1)
	}
	if len(body) == 0 || slices.ContainsFunc(body, reraises.MatchString) {
		return false
	}
	if strings.TrimSpace(m[2]) == "" {
		return true
	}
	if broad.MatchString(m[2]) {
		return allMatch(body, nothing)
	}
	return allMatch(body, onlyPass)
}

func allMatch(lines []string, pattern *regexp.Regexp) bool {
	return !slices.ContainsFunc(lines, func(l string) bool { return !pattern.MatchString(l) })
}

// block returns the lines of the new file below a line that are indented at least so far, at most 40.
func (s *sight) block(number, indent int) []string {
	var body []string
	for i := number; i < len(s.after) && len(body) < 40; i++ {
		at := indentOf(s.after[i])
		if at < 0 {
			continue
		}
		if at < indent {
			break
		}
		body = append(body, s.after[i])
	}
	return body
}

var forever = re(`^\s*while\s+(?:True|1)\s*:`, `\bwhile\s*\(\s*(?:true|1)\s*\)`, `\bfor\s*\(\s*;\s*;\s*\)`, `^\s*for\s*\{`)

// loops finds new loops that nothing in them ends.
func (s *sight) loops(added, _ []line) []heald.Risk {
	var found []heald.Risk
	for _, l := range added {
		if !forever.MatchString(l.code) {
			continue
		}
		body := strings.Join(s.block(l.number, indentOf(l.code)+1), "\n")
		if !regexp.MustCompile(`\b(?:break|return|raise|throw|yield|await|panic)\b|<-`).MatchString(body) {
			found = append(found, s.risk("endless_loop", l.number, "a loop that nothing in it ends"))
		}
	}
	return found
}

var (
	refusal = regexp.MustCompile(`(?i)(?:status\w*|abort|HTTPStatus|response|code|return|sendStatus|WriteHeader|send_error)\b[^\n]*\b(4\d\d)\b|\b(?:status|http)\.(?:Status)?(?:HTTP_4\d\d\w*|BAD_?REQUEST|UNAUTHORIZED|FORBIDDEN|NOT_?FOUND|BadRequest|Unauthorized|Forbidden|NotFound|UNPROCESSABLE\w*)`)
	success = regexp.MustCompile(`(?i)(?:status\w*|HTTPStatus|response|code|return|sendStatus|WriteHeader)\b[^\n]*\b(2\d\d)\b|\b(?:status|http)\.(?:Status)?(?:HTTP_2\d\d\w*|OK|CREATED|ACCEPTED|NO_?CONTENT)\b`)
)

// statuses finds refusals that become successes.
func (s *sight) statuses(added, removed []line) []heald.Risk {
	var found []heald.Risk
	for _, l := range added {
		if !s.test && success.MatchString(l.code) && !refusal.MatchString(l.code) &&
			slices.ContainsFunc(removed, func(r line) bool { return r.hunk == l.hunk && refusal.MatchString(r.code) }) {
			found = append(found, s.risk("status_changed", l.number, "answers success where it refused"))
		}
	}
	return found
}
