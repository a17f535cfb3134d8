package crashes

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

var (
	routed      = regexp.MustCompile(`^@[\w.]+\.(?:route|get|post|put|patch|delete|head|websocket|api_route|view|endpoint|errorhandler|expose)\b|^@(?:api_view|view_config|route|require_http_methods)\b`)
	commanded   = regexp.MustCompile(`^@(?:[\w.]+\.)?(?:command|group|callback|argument|option)\b`)
	consumed    = regexp.MustCompile(`^@(?:[\w.]+\.)?(?:task|shared_task|consumer|subscriber|agent|receiver|listener|on_event|on_message|subscribe|actor|job|handler)\b`)
	httpMethod  = regexp.MustCompile(`^do_(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$`)
	viewMethod  = regexp.MustCompile(`^(?:get|post|put|patch|delete|head|options)$`)
	viewBase    = regexp.MustCompile(`(?:View|Resource|APIView|MethodView|RequestHandler|HTTPEndpoint|ViewSet)$`)
	consumeName = regexp.MustCompile(`^(?:on_(?:message|event|data|request)|handle_(?:message|event|request|record)|lambda_handler)$`)
)

// boundary says how a function is called from outside.
func boundary(f *language.Func) language.Boundary {
	for _, d := range decorators(f.Node) {
		switch text := d.Text(); {
		case routed.MatchString(text):
			return language.Boundary{Kind: "handler"}
		case commanded.MatchString(text):
			return language.Boundary{Kind: "command"}
		case consumed.MatchString(text):
			return language.Boundary{Kind: "consumer"}
		}
	}
	names := parameters(f)
	switch {
	case httpMethod.MatchString(f.Node.Name), slices.Equal(tail(names, 2), []string{"environ", "start_response"}),
		slices.Equal(tail(names, 3), []string{"scope", "receive", "send"}), viewMethod.MatchString(f.Node.Name) && basedOn(f, viewBase):
		return language.Boundary{Kind: "handler"}
	case consumeName.MatchString(f.Node.Name):
		return language.Boundary{Kind: "consumer"}
	}
	return language.Boundary{}
}

func decorators(function *language.Node) []*language.Node {
	var found []*language.Node
	if function.Parent.Is(language.Decorated) {
		for _, c := range function.Parent.Children {
			if c.Is(language.Decorator) {
				found = append(found, c)
			}
		}
	}
	return found
}

func parameters(f *language.Func) []string {
	var names []string
	for _, p := range language.Parameters(f.Node) {
		names = append(names, p.Name)
	}
	return names
}

func tail(names []string, n int) []string { return names[max(0, len(names)-n):] }

func basedOn(f *language.Func, pattern *regexp.Regexp) bool {
	class := f.Node.Parent.Up(language.Function, language.Class)
	if !class.Is(language.Class) || class.Child(language.RoleBases) == nil {
		return false
	}
	for _, base := range class.Child(language.RoleBases).Children {
		if pattern.MatchString(base.Last()) {
			return true
		}
	}
	return false
}

var incomingNames = strings.Fields("request req environ payload body message msg form query querystring qs argv raw event envelope params post_data user_input")

// incoming says whether a parameter of that name carries what a client sent, where no caller tells.
func incoming(parameter string) bool {
	return slices.Contains(incomingNames, strings.ToLower(parameter))
}

// catches says whether a handler names one of the types; "except Exception" is no statement about any of them.
func catches(handler *language.Node, names []string) bool {
	caught := handler.Child(language.RoleType)
	if caught != nil && caught.Raw == "as_pattern" && len(caught.Children) > 0 {
		caught = caught.Children[0]
	}
	types := []*language.Node{caught}
	if caught.Bare().Is(language.Tuple) {
		types = caught.Bare().Children
	}
	for _, t := range types {
		if name := t.Last(); name != "" && slices.Contains(names, name) {
			return true
		}
	}
	return false
}

var registering = []string{"errorhandler", "app_errorhandler", "exception_handler", "add_exception_handler", "register_error_handler", "add_error_handler"}

// registers says whether a web framework is told to answer errors of one of the types with a function.
func registers(n *language.Node, names []string) bool {
	if n.Is(language.Decorator) {
		n = n.Child(language.RoleValue)
	}
	if !callOf(n, registering...) {
		return false
	}
	return slices.Contains(names, argument(n, 0).Last())
}

// parentsOf is the part of the built-in hierarchy that programs catch by.
var parentsOf = map[string]string{
	"JSONDecodeError": "ValueError", "UnicodeDecodeError": "UnicodeError", "UnicodeEncodeError": "UnicodeError", "UnicodeError": "ValueError",
	"KeyError": "LookupError", "IndexError": "LookupError", "ZeroDivisionError": "ArithmeticError", "OverflowError": "ArithmeticError",
	"InvalidOperation": "ArithmeticError", "ConnectionRefusedError": "ConnectionError", "ConnectionResetError": "ConnectionError",
	"BrokenPipeError": "ConnectionError", "ConnectionError": "OSError", "TimeoutError": "OSError", "FileNotFoundError": "OSError",
	"PermissionError": "OSError", "HTTPError": "URLError", "URLError": "OSError", "ModuleNotFoundError": "ImportError",
	"UnboundLocalError": "NameError", "RecursionError": "RuntimeError", "NotImplementedError": "RuntimeError",
	"ValidationError": "ValueError", "BinasciiError": "ValueError", "gaierror": "OSError",
}

func parents(errorType string) []string {
	var found []string
	for name := parentsOf[last(errorType)]; name != ""; name = parentsOf[name] {
		found = append(found, name)
	}
	return found
}

var (
	statusNumber = regexp.MustCompile(`(?:\bstatus(?:_code)?\s*[=:]\s*|\breturn\s+|["'(,]\s*)([45]\d\d)\b`)
	statusName   = regexp.MustCompile(`\b(?:HTTP_|HTTPStatus\.)(4|5)\w*|HTTPStatus\.(BAD_REQUEST|UNAUTHORIZED|FORBIDDEN|NOT_FOUND|CONFLICT|UNPROCESSABLE_ENTITY|GONE|TOO_MANY_REQUESTS|PAYLOAD_TOO_LARGE|REQUEST_ENTITY_TOO_LARGE|METHOD_NOT_ALLOWED)`)
	statusType   = regexp.MustCompile(`\b(?:BadRequest|Unauthorized|Forbidden|NotFound|Conflict|Gone|UnprocessableEntity|TooManyRequests|HTTPBadRequest|HTTPNotFound|HTTPForbidden|HTTPConflict|HTTPUnprocessableEntity|Http404|PermissionDenied|HttpResponseBadRequest|HttpResponseNotFound|HttpResponseForbidden)\b`)
)

// status is the HTTP status that a node answers with or raises; any client error without a number counts as 400.
func status(n *language.Node) int {
	text := n.Text()
	if len(text) > 4000 {
		text = text[:4000]
	}
	if m := statusNumber.FindStringSubmatch(text); m != nil {
		number, _ := strconv.Atoi(m[1])
		return number
	}
	if m := statusName.FindStringSubmatch(text); m != nil {
		if m[1] == "5" {
			return 500
		}
		return 400
	}
	if statusType.MatchString(text) {
		return 400
	}
	return 0
}
