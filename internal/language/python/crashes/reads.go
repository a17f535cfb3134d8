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
	handlerText = regexp.MustCompile(`^self\.(?:rfile|path|headers|command|requestline)\b|^environ(?:\[["'](?:wsgi\.input|QUERY_STRING|PATH_INFO|REQUEST_METHOD|CONTENT_LENGTH|HTTP_\w+)|\.get\(["'](?:wsgi\.input|QUERY_STRING|PATH_INFO|CONTENT_LENGTH|HTTP_\w+))`)
	streamText  = regexp.MustCompile(`^(?:sys\.)?(?:argv|stdin)\b|^(?:raw_)?input\(|^getpass\.|^fileinput\.`)
	settingText = regexp.MustCompile(`^(?:os\.)?(?:environ\b(?:\.get|\[|\.setdefault|\.pop)|getenv\()|^(?:os\.)environ$`)
)

var (
	peerCalls    = strings.Fields("urlopen recv recvfrom recv_into fetchone fetchall fetchmany scalar scalars get_object receive_message list_objects getaddrinfo create_connection getresponse")
	peerModules  = strings.Fields("requests httpx urllib3 session http client aiohttp redis")
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
	case settingText.MatchString(text):
		return language.Reading{From: heald.FromSetting, Setting: variable(n)}, true
	case requestText.MatchString(text), handlerText.MatchString(text), streamText.MatchString(text):
		return language.Reading{From: heald.FromOutside, Decodes: callOf(n, "get_json", "json") || strings.HasSuffix(text, ".json")}, true
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
	case callee.Is(language.Attribute) && slices.Contains(peerModules, strings.ToLower(lastPart(callee.Child(language.RoleObject)))) &&
		slices.Contains([]string{"get", "post", "put", "patch", "delete", "request", "hget", "hgetall", "send"}, name):
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
		return &language.Setting{Key: language.Unquote(n.Child(language.RoleKey).Text()), Node: n}
	}
	if arg := argument(n, 0); n.Is(language.Call) && arg.Is(language.String) {
		return &language.Setting{Key: language.Unquote(arg.Text()), Node: n}
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
			return &language.Setting{Key: language.Unquote(a.Text()), Node: n}
		}
	}
	return nil
}
