package crashes

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// What is read, by the text of the expression. A name alone says little, so that only names that frameworks fixed are listed.
var (
	requestText = regexp.MustCompile(`^(?:self\.)?(?:flask\.)?(?:request|req)\.(?:args|form|json|data|values|headers|cookies|files|GET|POST|body|query|query_params|path_params|match_info|view_args|stream|url|path|get_json|get_data|read|text|post|params|url_params|rel_url)\b`)
	handlerText = regexp.MustCompile(`^environ(?:\[["'](?:wsgi\.input|QUERY_STRING|PATH_INFO|REQUEST_METHOD|CONTENT_LENGTH|HTTP_\w+)|\.get\(["'](?:wsgi\.input|QUERY_STRING|PATH_INFO|CONTENT_LENGTH|HTTP_\w+))`)
	streamText  = regexp.MustCompile(`^(?:sys\.)?(?:argv|stdin)\b|^(?:raw_)?input\(|^getpass\.|^fileinput\.`)
	serverText  = regexp.MustCompile(`^self\.(?:rfile|path|headers|command|requestline|request)\b`)
	serverBase  = regexp.MustCompile(`RequestHandler$`)
	settingText = regexp.MustCompile(`^(?:os\.)?(?:environ\b(?:\.get|\[|\.setdefault|\.pop)|getenv\()|^(?:os\.)environ$`)
)

var (
	peerCalls    = strings.Fields("urlopen recv recvfrom recv_into fetchone fetchall fetchmany scalar scalars get_object receive_message list_objects getaddrinfo create_connection getresponse")
	peerModules  = strings.Fields("requests httpx urllib3 session http client aiohttp redis")
	peerMethods  = strings.Fields("get post put patch delete request hget hgetall send")
	decoders     = strings.Fields("json.loads json.load orjson.loads ujson.loads yaml.safe_load yaml.load tomllib.load tomllib.loads csv.DictReader csv.reader DictReader reader plistlib.load msgpack.unpackb parse_qs parse_qsl safe_load json get_json fromstring")
	argumentCall = strings.Fields("parse_args parse_known_args")
	configCalls  = strings.Fields("getint getfloat getboolean")
)

// reads says what an expression takes in from outside of the code.
func reads(n *language.Node) (language.Reading, bool) {
	if !n.Is(language.Name, language.Attribute, language.Index, language.Call) {
		return language.Reading{}, false
	}
	text := n.Text()
	if len(text) > 300 {
		text = text[:300]
	}
	switch {
	case serverText.MatchString(text) && isServer(n):
		return language.Reading{From: heald.FromOutside}, true
	case requestText.MatchString(text), handlerText.MatchString(text), streamText.MatchString(text):
		return language.Reading{From: heald.FromOutside, Decodes: callOf(n, "get_json", "json") || strings.HasSuffix(text, ".json")}, true
	case settingText.MatchString(text) && !shadowed(n):
		return language.Reading{From: heald.FromSetting, Setting: variable(n)}, true
	case n.Is(language.Call):
		return readingCall(n)
	}
	return language.Reading{}, false
}

func readingCall(n *language.Node) (language.Reading, bool) {
	callee := n.Child(language.RoleCallee).Bare()
	name, text := callee.Last(), callee.Text()
	switch {
	case slices.Contains(argumentCall, name):
		return language.Reading{From: heald.FromOutside}, true
	case slices.Contains(configCalls, name) && callee.Is(language.Attribute), name == "ConfigParser", name == "RawConfigParser":
		return language.Reading{From: heald.FromSetting, Setting: option(n)}, true
	case slices.Contains(peerCalls, name):
		return language.Reading{From: heald.FromPeer}, true
	case slices.Contains(peerMethods, name) && slices.Contains(peerModules, strings.ToLower(lastPart(callee.Child(language.RoleObject)))):
		return language.Reading{From: heald.FromPeer}, true
	case slices.Contains(decoders, text), callee.Is(language.Attribute) && (name == "json" || name == "get_json"):
		return language.Reading{From: heald.FromUnknown, Decodes: true}, true
	}
	return language.Reading{}, false
}

func lastPart(n *language.Node) string { return strings.TrimLeft(n.Last(), "_") }

// variable is the environment variable that an expression names.
func variable(n *language.Node) *language.Setting {
	if n.Is(language.Index) && n.Child(language.RoleKey).Is(language.String) {
		return &language.Setting{Key: language.Unquote(n.Child(language.RoleKey).Text()), Variable: true}
	}
	if arg := argument(n, 0); n.Is(language.Call) && arg.Is(language.String) {
		return &language.Setting{Key: language.Unquote(arg.Text()), Variable: true}
	}
	return nil
}

// option is the key that a configuration parser is asked for.
func option(n *language.Node) *language.Setting {
	args := n.Child(language.RoleArgs)
	if args == nil {
		return nil
	}
	for i := len(args.Children) - 1; i >= 0; i-- {
		if a := args.Children[i]; a.Is(language.String) {
			return &language.Setting{Key: language.Unquote(a.Text())}
		}
	}
	return nil
}

// isServer says whether a node stands in a class that handles requests of the standard library's servers.
func isServer(n *language.Node) bool {
	class := n.Up(language.Class)
	if class == nil || class.Child(language.RoleBases) == nil {
		return false
	}
	for _, base := range class.Child(language.RoleBases).Children {
		if serverBase.MatchString(base.Last()) {
			return true
		}
	}
	return false
}

// shadowed says whether "environ" is a parameter here, as in WSGI applications, and not the process's environment.
func shadowed(n *language.Node) bool {
	for f := n.Up(language.Function); f != nil; f = f.Parent.Up(language.Function) {
		for _, p := range language.Parameters(f) {
			if p.Name == "environ" {
				return true
			}
		}
	}
	return false
}

var settingsFile = regexp.MustCompile(`(?i)(?:^|/)(?:config|conf|settings|etc)/|(?:^|[/_.-])(?:config|conf|settings|secrets|credentials)[^/]*$|\.(?:ini|cfg|conf|env|toml|properties)$|(?:^|/)\.env[^/]*$`)

// configures says whether a file's name speaks of settings.
func configures(file string) bool { return settingsFile.MatchString(file) }
