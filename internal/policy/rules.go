package policy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

// where says which of a line's three views a rule reads.
type where int

const (
	inCode where = iota // neither comments nor the text of strings
	inBare              // strings, but no comments
	inRaw               // everything
)

// rule says that lines which match are a risk of its class.
type rule struct {
	class  string
	langs  string // languages it is for, separated by blanks; empty for all
	view   where
	source bool // it says nothing about tests
	match  *regexp.Regexp
	unless *regexp.Regexp // what makes a match harmless
	detail string
}

func re(parts ...string) *regexp.Regexp { return regexp.MustCompile(strings.Join(parts, "|")) }

const (
	// Prose says "select an item from" too: small letters count only with more of SQL around them.
	sqlVerb = `\b(?:SELECT\s.{1,120}?\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|DROP\s+TABLE|ALTER\s+TABLE|WHERE\s+\S+\s*(?:=|IN|LIKE)|` +
		`select\s+\*\s+from|select\s.{1,120}?\sfrom\s.{1,120}?\s(?:where|limit|join|order by)|insert\s+into\s+\S+\s*(?:\(|values)|update\s+\S+\s+set\s+\w+\s*=|delete\s+from\s+\S+\s+where|drop\s+table)`
	secretName = `(?i:passw(?:or)?d|passwd|passphrase|secret|api_?key|access_?key|private_?key|auth_?token|access_?token|refresh_?token|bearer_?token|credentials?|client_?secret|authorization)`
	logCall    = `(?:\blog(?:ger|ging)?\.\w+|\bprint|\bconsole\.\w+|\bfmt\.F?[Pp]rint\w*|\blog\.Print\w*|System\.(?:out|err)\.print\w*|\bslog\.\w+)\s*\(`
	fromClient = `(?:\brequest\.|\breq\.|\bparams\[|\bquery\[|\br\.(?:URL|Form)|\bctx\.(?:query|params)|\.getParameter\()`
)

// additions are the rules for lines that a patch brings. A line that is only moved is no addition, nor is a call that stood
// there before with the same first argument.
var additions = []rule{
	{class: "code_execution", langs: python, match: re(`(?:^|[^\w.])(?:eval|exec|compile|__import__|execfile)\s*\(`, `\bbuiltins\.(?:eval|exec)\b`, `\btypes\.(?:FunctionType|CodeType)\s*\(`), detail: "runs text as code"},
	{class: "code_execution", langs: javascript, match: re(`(?:^|[^\w.])eval\s*\(`, `\bnew\s+Function\s*\(`, `\bvm\.run\w*\(`), detail: "runs text as code"},
	{class: "code_execution", langs: java, match: re(`\bScriptEngine\b`, `\bdefineClass\s*\(`), detail: "runs text as code"},
	{class: "dynamic_import", langs: python, match: re(`\bimportlib\.(?:import_module|reload)\s*\(`, `\bimport_module\s*\(`), detail: "imports a module by a computed name"},
	{class: "shell_command", langs: python, match: re(`\bos\.(?:system|popen\w*|exec[lv]\w*|spawn\w+|startfile)\s*\(`, `\bshell\s*=\s*True\b`, `\bcreate_subprocess_shell\s*\(`, `\bsubprocess\.getoutput\s*\(`, `\bsubprocess\.getstatusoutput\s*\(`, `\bpty\.spawn\s*\(`, `\bfrom\s+os\s+import\s+.*\b(?:system|popen)\b`), detail: "runs a command through a shell"},
	{class: "shell_command", langs: javascript, match: re(`\bexecSync\s*\(`, `\bchild_process\b.*\.exec\s*\(`, `\bshell\s*:\s*true\b`), detail: "runs a command through a shell"},
	{class: "shell_command", langs: golang, view: inBare, match: re(`exec\.Command(?:Context)?\([^)]*"(?:/bin/)?(?:ba|z|da)?sh"`), detail: "runs a command through a shell"},
	{class: "subprocess", langs: python, match: re(`\bsubprocess\.(?:run|call|check_call|check_output|Popen)\s*\(`, `\bcreate_subprocess_exec\s*\(`, `(?:^|[^\w.])Popen\s*\(`, `\bos\.fork\s*\(`), detail: "starts another program"},
	{class: "subprocess", langs: javascript, view: inBare, match: re(`child_process`, `\bspawn(?:Sync)?\s*\(`, `\bexecFile(?:Sync)?\s*\(`), detail: "starts another program"},
	{class: "subprocess", langs: golang + " " + java, match: re(`\bexec\.Command(?:Context)?\s*\(`, `\bProcessBuilder\b`, `getRuntime\(\)\.exec`, `\bsyscall\.Exec\b`), detail: "starts another program"},
	{class: "unsafe_deserialisation", langs: python, match: re(`\b(?:c?[pP]ickle|dill|cloudpickle|marshal|jsonpickle)\.(?:loads?|Unpickler|decode)\b`, `\bshelve\.open\s*\(`, `\bread_pickle\s*\(`, `\bjoblib\.load\s*\(`, `\ballow_pickle\s*=\s*True\b`, `\byaml\.(?:unsafe_load|full_load)\w*\s*\(`, `\bfrom\s+(?:pickle|marshal|dill)\s+import\b`), detail: "builds objects out of foreign bytes"},
	{class: "unsafe_deserialisation", langs: python, match: re(`\byaml\.load(?:_all)?\s*\(`), unless: re(`SafeLoader\b`), detail: "builds objects out of foreign YAML"},
	{class: "unsafe_deserialisation", langs: java, match: re(`\bObjectInputStream\b`, `\.readObject\s*\(\)`, `\bXMLDecoder\b`), detail: "builds objects out of foreign bytes"},
	{class: "tls_disabled", match: re(`\bverify(?:_ssl|_tls|_certs?)?\s*=\s*False\b`, `\bcheck_hostname\s*=\s*False\b`, `\bCERT_NONE\b`, `_create_unverified_context`, `\burllib3\.disable_warnings\s*\(`, `\bssl\s*=\s*False\b`, `rejectUnauthorized\s*:\s*false`, `InsecureSkipVerify\s*:\s*true`, `\bALLOW_ALL_HOSTNAME`, `\bNoopHostnameVerifier\b`, `\bAutoAddPolicy\b`, `\bInsecureIgnoreHostKey\b`), detail: "turns the check of certificates off"},
	{class: "tls_disabled", view: inBare, match: re(`NODE_TLS_REJECT_UNAUTHORIZED`, `PYTHONHTTPSVERIFY`, `verify_signature["']\s*:\s*False`, `algorithms?\s*=\s*\[?\s*["']none["']`), detail: "turns the check of certificates or signatures off"},
	{class: "weak_crypto", match: re(`(?i)\b(?:md5|sha1)\b.{0,60}(?:passw|pwd|secret|token|sign|hmac|credential)`, `(?i)(?:passw|pwd|secret|token|signature|digest_key|credential)\w*\b.{0,60}\b(?:md5|sha1)\b`, `\bMODE_ECB\b`, `\b(?:DES|DES3|ARC4|RC4|Blowfish)\.new\s*\(`, `\brandom\.seed\s*\(.*(?i:secret|token|key)`), detail: "protects a secret with weak cryptography"},
	{class: "weak_crypto", match: re(`(?i:token|secret|passw|otp|nonce|session_?id|salt|api_?key|csrf)\w*.{0,40}(?:\brandom\.(?:random|randint|randrange|choices?|sample|getrandbits)\s*\(|Math\.random\s*\(|\brand\.(?:Int|Intn|Read)\b|new Random\()`), detail: "makes a secret with a predictable generator"},
	{class: "weak_hash", source: true, match: re(`\bhashlib\.(?:md5|sha1)\s*\(`, `\bmd5\.(?:New|Sum)\b`, `\bsha1\.(?:New|Sum)\b`), unless: re(`usedforsecurity\s*=\s*False`), detail: "uses a broken hash; fine for a cache key, not for security"},
	{class: "weak_hash", view: inBare, source: true, match: re(`createHash\(\s*["'](?:md5|sha1)`, `getInstance\(\s*"(?:MD5|SHA-?1)"`, `hashlib\.new\(\s*["'](?:md5|sha1)`), detail: "uses a broken hash; fine for a cache key, not for security"},
	{class: "sql_injection", langs: python, view: inBare, match: re(`\b[fF][rR]?["']{1,3}[^"']*`+sqlVerb+`[^"]*\{`, `["'][^"]*`+sqlVerb+`[^"]*["']{1,3}\s*(?:%\s*[\w(]|\+\s*\w|\.format\s*\()`, `\bexecute(?:many|script)?\s*\(\s*[fF]["']`), detail: "builds SQL out of values"},
	{class: "sql_injection", langs: javascript + " " + golang + " " + java, view: inBare, match: re("`[^`]*"+sqlVerb+"[^`]*\\$\\{", `["'][^"]*`+sqlVerb+`[^"]*["']\s*\+\s*\w`, `(?:Sprintf|String\.format|\.formatted)\(\s*["`+"`"+`][^"]*`+sqlVerb+`[^"]*%`), detail: "builds SQL out of values"},
	{class: "secret_logging", source: true, match: re(logCall + `.*(?:^|[^"'\w.(]|[\s,({.])\w*` + secretName + `\w*\s*(?:[,)}\].:!]|$)`), unless: re(`(?i)(?:len|bool|redact\w*|mask\w*)\s*\(\s*[\w.]*(?:pass|secret|key|token)`), detail: "writes a secret into the log"},
	{class: "secret_logging", source: true, match: re(logCall + `.*[\s,({.](?:token|jwt|otp|cvv|ssn|card_number|session_id|cookies?)\s*[,)}\]!]`), detail: "writes a secret into the log"},
	{class: "secret_logging", source: true, view: inBare, match: re(logCall + `.*\b(?:headers|cookies)\s*\[?["']?(?i:authorization|cookie)?["']?\]?\s*[,)}]`), detail: "writes request headers or cookies into the log"},
	{class: "environment_dump", match: re(`(?:print|log\w*\.\w+|dumps|jsonify|repr|str|dict|write|console\.\w+|stringify|\.json|send|post)\s*\(.*(?:\bos\.environ\s*[,)}]|\bprocess\.env\s*[,)}]|\bos\.Environ\(\)|System\.getenv\(\))`, `\breturn\s+(?:dict\()?os\.environ\b\)?\s*$`), detail: "gives the environment away"},
	{class: "network_call", source: true, match: re(`\b(?:requests|httpx)\.(?:get|post|put|patch|delete|head|request|Session|Client|AsyncClient)\s*\(`, `\burlopen\s*\(`, `\burlretrieve\s*\(`, `\baiohttp\.ClientSession\s*\(`, `\bsocket\.(?:socket|create_connection)\s*\(`, `\bhttp\.client\.HTTPS?Connection\s*\(`, `\b(?:smtplib|ftplib|telnetlib|paramiko)\.\w+\s*\(`, `(?:^|[^\w.])fetch\s*\(`, `\baxios[.(]`, `\bnew\s+XMLHttpRequest\b`, `\bnew\s+WebSocket\s*\(`, `\bhttp\.(?:Get|Post|PostForm|NewRequest\w*)\s*\(`, `\bnet\.Dial\w*\s*\(`, `\.openConnection\s*\(`, `\bHttpClient\.newHttpClient\b`), detail: "talks to the network where the code did not before"},
	{class: "network_exposure", source: true, match: re(`\b\w*(?i:sock|server|listener|app)\w*\.(?:bind|listen)\s*\(`, `(?:^|[^\w.])s\.(?:bind|listen)\s*\(`, `\bListenAndServe\w*\s*\(`, `\bnet\.Listen\w*\s*\(`, `\bHTTPServer\s*\(`, `\bserve_forever\s*\(`, `\bnew\s+ServerSocket\s*\(`, `\bstart_server\s*\(`), detail: "opens a listener"},
	{class: "network_exposure", source: true, view: inBare, match: re(`(?i)(?:host\w*|bind\w*|listen\w*|addr\w*|interface|run|serve\w*)["']?\]?\s*[=:(,].{0,30}["'\[/]0\.0\.0\.0`, `["']0\.0\.0\.0["']\s*,\s*(?:int\(|port|\d)`, `host\s*=\s*["'](?:::|\*)?["']`), unless: re(`[!=]=\s*["']0\.0\.0\.0`, `\bin\s*[({\[]`), detail: "listens on every interface"},
	{class: "file_permission", match: re(`\bchmod\w*\s*\(.*\b0?o?[0-7]{0,1}[67][0-7]?[2367]\b`, `\bumask\s*\(\s*0?o?0+\s*\)`, `\bS_IWOTH\b`, `\bset(?:Readable|Writable|Executable)\s*\(\s*true\s*,\s*false`), detail: "lets everybody write a file"},
	{class: "file_permission", view: inBare, match: re(`\bchmod\s+(?:-R\s+)?(?:0?777|0?666|a\+rwx|o\+w)\b`), detail: "lets everybody write a file"},
	{class: "path_traversal", source: true, match: re(`(?:\bos\.path\.join|(?:^|[^\w.])open|\bPath|\bsend_file|\bsend_from_directory|\bpath\.(?:join|resolve)|\bfilepath\.Join|\bos\.Open|\breadFile(?:Sync)?|\bsendFile|\bPaths\.get|new File)\s*\(.*` + fromClient), unless: re(`secure_filename|basename|safe_join|filepath\.Base`), detail: "makes a path out of a request's text"},
	{class: "archive_extraction", langs: python, match: re(`\.extractall\s*\(`, `\bshutil\.unpack_archive\s*\(`), unless: re(`filter\s*=`), detail: "unpacks an archive whose names are not checked"},
	{class: "destructive", source: true, match: re(`\bshutil\.rmtree\s*\(`, `\bos\.(?:removedirs|rmdir)\s*\(`, `\bos\.RemoveAll\s*\(`, `\b(?:rm|rmdir|rmSync)\s*\(.*recursive\s*:\s*true`, `\bFileUtils\.deleteDirectory\b`), detail: "removes whole folders"},
	{class: "destructive", source: true, view: inBare, match: re(`(?i)["'`+"`"+`]\s*(?:drop\s+(?:table|database)|truncate\s+table|delete\s+from\s+\w+\s*;?\s*["'`+"`"+`])`, `\brm\s+-\w*[rf]\w*\s`), detail: "destroys data"},
	{class: "sleep", source: true, match: re(`\btime\.sleep\s*\(`, `\basyncio\.sleep\s*\(`, `(?:^|[^\w.])sleep\s*\(`, `\bThread\.sleep\s*\(`, `\btime\.Sleep\s*\(`, `\bsetTimeout\s*\(`), detail: "waits"},
	{class: "debug_enabled", source: true, match: re(`\b(?:debug|DEBUG|use_debugger|TESTING)\s*[=:]\s*(?:True|true)\b`, `(?:^|[^\w.])breakpoint\s*\(\s*\)`, `\bi?pdb\.set_trace\s*\(`, `^\s*debugger\s*;?\s*$`, `\bapp\.debug\s*=`, `\bsetDebug\s*\(\s*true`), detail: "turns debugging on"},
	{class: "cors_open", view: inBare, match: re(`Access-Control-Allow-Origin.*["'\s:,]\*`, `\ballow_origins\s*=\s*\[?\s*["']\*`, `\borigins?\s*[=:]\s*\[?\s*["']\*`, `CORS_(?:ORIGIN_)?ALLOW_ALL(?:_ORIGINS)?\s*=\s*True`, `(?:^|[^\w.])cors\(\s*\)`, `allowedOrigins\(\s*"\*"`, `@CrossOrigin(?:\(\s*\)|\(\s*"\*"|\s*$)`), detail: "lets every website in"},
	{class: "csrf_disabled", match: re(`\bcsrf_exempt\b`, `\bcsrf\.exempt\b`, `\bWTF_CSRF_ENABLED\s*=\s*False`, `\bCSRF_\w*\s*=\s*False`, `csrf\(\)\.disable`, `csrf\s*\([^)]*::disable`, `\bcsrf\s*[=:]\s*(?:False|false)\b`), detail: "turns the protection from forged requests off"},
	{class: "csrf_disabled", view: inBare, match: re(`WTF_CSRF_ENABLED["']\]?\s*[=:]\s*False`), detail: "turns the protection from forged requests off"},
	{class: "protection_disabled", source: true, match: re(`(?i)\b(?:skip|disable|bypass|ignore|no)_?(?:auth\w*|valid\w*|verif\w*|permission\w*|security|checks?|login)\s*[=:]\s*true\b`, `(?i)\b(?:valid(?:ate|ation)\w*|verify\w*|verification\w*|check_(?:auth|perm|sign|cert|hash|pass|access)\w*|(?:auth\w*|permissions?|login)_(?:required|enabled|checks?))\s*[=:]\s*false\b`, `(?i)\b(?:httponly|session_cookie_secure|session_cookie_httponly|secure_cookies?|secure)\s*[=:]\s*false\b`, `\bAllowAny\b`, `\bpermitAll\s*\(`, `\b(?:permission|authentication)_classes\s*=\s*[\[(]\s*[\])]`, `(?:^|[^\w.])mark_safe\s*\(`, `\bautoescape\s*=\s*False`, `\bMarkup\s*\(`, `\bdangerouslySetInnerHTML\b`, `\.innerHTML\s*=`, `\btemplate\.HTML\s*\(`, `\bresolve_entities\s*=\s*True`), detail: "turns a protection off"},
	{class: "disabled_condition", match: re(`\b(?:or|and)\s+(?:True|False)\b`, `(?:\|\||&&)\s*(?:true|false)\b`, `\b(?:if|elif)\s+(?:not\s+)?(?:True|False|0|1)\s*(?::|and\b|or\b)`, `\bif\s*\(\s*!?(?:true|false|0|1)\s*(?:\)|&&|\|\|)`, `\bif\s+(?:true|false)\s*(?:\{|&&|\|\|)`), detail: "a condition that always or never holds"},
	{class: "tampering", match: re(`\bsetattr\s*\(\s*(?:builtins|sys|os)\b`, `\bsys\.modules\s*\[`, `__builtins__`, `\bsys\.(?:settrace|setprofile|meta_path|path_hooks)\b`, `\bimport\s+ctypes\b|\bctypes\.\w+\s*\(`, `\batexit\.register\s*\(`, `\bos\._exit\s*\(`, `\bgc\.get_objects\s*\(`, `\bsys\._getframe\s*\(`, `\bbuiltins\.\w+\s*=[^=]`, `\b__del__\b|\.__class__\s*=[^=]`, `\bprocess\.exit\s*\(`, `\bunsafe\.Pointer\b`), detail: "reaches into the runtime"},
	{class: "test_detection", source: true, view: inBare, match: re(`PYTEST_CURRENT_TEST`, `["'](?:pytest|unittest|_pytest|nose)["']\s+(?:not\s+)?in\s+`, `\bsys\.argv\b.*(?:pytest|unittest)`, `JEST_WORKER_ID`, `NODE_ENV\s*={2,3}\s*["']test`, `\btesting\.Testing\s*\(`), detail: "behaves otherwise under test"},
	{class: "check_silenced", view: inRaw, match: re(`#\s*(?:nosec|nosemgrep|bandit:)`, `#\s*noqa:\s*S\d`, `//\s*(?:nosec|#nosec|NOSONAR|nosemgrep|nolint:\s*gosec)`, `@SuppressWarnings\("(?:all|squid|java:S)`, `eslint-disable.*security`), detail: "silences a security checker"},
	{class: "encoded_payload", view: inBare, match: re(`["'][A-Za-z0-9+/]{160,}={0,2}["']`, `(?:\\x[0-9a-fA-F]{2}){24,}`, `\bcodecs\.decode\s*\(.*rot`), detail: "holds encoded bytes nobody can read"},
	{class: "known_secret", view: inRaw, match: re(`\bAKIA[0-9A-Z]{16}\b`, `\bgh[pousr]_[A-Za-z0-9]{30,}`, `\bxox[abpr]-[A-Za-z0-9-]{10,}`, `\b[sr]k_live_[A-Za-z0-9]{16,}`, `-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----`, `\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.`, `\bsk-[A-Za-z]+-[A-Za-z0-9_-]{20,}`, `\bAIza[0-9A-Za-z_-]{35}`), detail: "holds a secret"},
	{class: "known_secret", source: true, view: inBare, match: re(`://[^/\s:@"'{}$<]{1,64}:[^/\s:@"'{}$<]{3,64}@[\w.-]+`), unless: re(`://(?:user(?:name)?|example|test|u):(?:pass(?:word)?|secret|pw|p|test)@`), detail: "holds a password in an address"},
}

// assigned finds a literal that is given to a name which promises a secret.
var (
	assigned    = regexp.MustCompile(`(?i)(?:^|[\s,({.\["'])[\w-]*(?:passw(?:or)?d|passwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|auth[_-]?key|credential)s?["']?\]?\s*(?::\s*\w+\s*)?(?:=|:=|:|=>)\s*[bru]?["'` + "`" + `]([^"'` + "`" + `\s]{6,})["'` + "`" + `]`)
	placeholder = regexp.MustCompile(`(?i)(?:example|change.?me|placeholder|xxx|dummy|fake|your|<|\$\{|\{\{|%\(|^https?:|^/|^[a-z]+(?:[._-][a-z]+)*$|^[A-Z]+(?:_[A-Z]+)*$|^[A-Z][a-z]+(?:-[A-Z][a-z]+)*$)`)
	anyWord     = regexp.MustCompile(`(?i)^(?:hunter|letmein|qwerty|admin|root|passw|p4ss|s3cr|secret)`)
)

func (s *sight) patterns(added, removed []line) []heald.Risk {
	var found []heald.Risk
	for i := range additions {
		if rule := &additions[i]; rule.concerns(s) {
			found = append(found, s.broken(rule, added, removed)...)
		}
	}
	return append(found, s.hardCoded(added)...)
}

func (r *rule) concerns(s *sight) bool {
	return !(r.source && s.test) && (r.langs == "" || slices.Contains(strings.Fields(r.langs), s.lang))
}

// broken finds the added lines that break a rule and replace none that broke it in the same way.
func (s *sight) broken(rule *rule, added, removed []line) []heald.Risk {
	before := map[string]bool{}
	for _, l := range removed {
		if key, ok := rule.find(l); ok {
			before[key] = true
		}
	}
	var found []heald.Risk
	for _, l := range added {
		if key, ok := rule.find(l); ok && !before[key] {
			found = append(found, s.risk(rule.class, l.number, rule.detail))
		}
	}
	return found
}

// find returns what the match is about: the call with its first argument.
func (r *rule) find(l line) (key string, ok bool) {
	text := [...]string{inCode: l.code, inBare: l.bare, inRaw: l.raw}[r.view]
	at := r.match.FindStringIndex(text)
	if at == nil || r.unless != nil && r.unless.MatchString(l.bare) {
		return "", false
	}
	rest := l.bare[min(at[1], len(l.bare)):]
	if end := strings.IndexAny(rest, ",)"); end >= 0 {
		rest = rest[:end]
	}
	return squeeze(text[at[0]:at[1]] + rest), true
}

func (s *sight) hardCoded(added []line) []heald.Risk {
	if s.test {
		return nil
	}
	var found []heald.Risk
	for _, l := range added {
		m := assigned.FindStringSubmatch(l.bare)
		if m != nil && (!placeholder.MatchString(m[1]) || anyWord.MatchString(m[1])) {
			found = append(found, s.risk("hard_coded_secret", l.number, "holds a secret in the source"))
		}
	}
	return found
}
