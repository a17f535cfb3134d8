package crashes

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Texts that say that another party did not answer, and that the platform has no more to give.
const (
	unreachable = `(?i)refused|timed? ?out|timeout|unreachable|reset by peer|could not connect|can't connect|connection (?:was )?(?:closed|aborted|lost|reset)|` +
		`server closed|gone away|name or service not known|temporary failure in name|nodename nor servname|getaddrinfo|no route to host|too many connections|` +
		`max retries|service unavailable|bad gateway|UNAVAILABLE|DEADLINE_EXCEEDED|remote end closed|not available|no brokers|shutting down|starting up`
	exhausted = `\[Errno (?:24|28|122|12|23|11)\]|Too many open files|No space left|Disk quota|Cannot allocate memory|disk is full|can't start new thread`
)

var causes = []language.Cause{
	settingCause(`^decouple\.UndefinedValueError$|^environs\.(?:exceptions\.)?Env\w*Error$|^configparser\.(?:NoOptionError|NoSectionError)$|` +
		`^dynaconf\.(?:[\w.]+\.)?ValidationError$|^(?:django\.core\.exceptions\.)?ImproperlyConfigured$`),
	cause("capacity", "MemoryError", "", heald.NatureCapacity, "resource", heald.FromPlatform,
		"the process ran out of memory: raise its memory limit or give it less work at once; look at its use over time for a leak"),
	cause("capacity", "OSError BlockingIOError RuntimeError sqlite3.OperationalError sqlalchemy.exc.OperationalError", exhausted, heald.NatureCapacity, "resource", heald.FromPlatform,
		"a limit of the machine or the container is reached (descriptors, disk, memory, threads): raise it or free some; count what is open over time for a leak"),
	cause("peer_connection", "ConnectionError ConnectionRefusedError ConnectionResetError ConnectionAbortedError BrokenPipeError", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other side refused or dropped the connection: see whether it runs and whether the address is right"),
	cause("peer_timeout", "TimeoutError socket.timeout asyncio.TimeoutError asyncio.exceptions.TimeoutError", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other side did not answer in time: see whether it is up and how long it takes"),
	cause("peer_name", "socket.gaierror", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the name of the other side could not be resolved: check the name and the DNS"),
	cause("peer_tls", "ssl.SSLError ssl.SSLCertVerificationError ssl.SSLEOFError", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the encrypted connection could not be made: check the other side's certificate and the trusted roots"),
	cause("peer_route", "OSError", `\[Errno (?:101|111|113|110|104|32)\]`, heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other side cannot be reached: see whether it runs and whether the network lets us through"),
	cause("peer_status", "urllib.error.HTTPError requests.exceptions.HTTPError httpx.HTTPStatusError requests.HTTPError", `\b(?:5\d\d|429)\b`, heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other service answered that it cannot serve: look there first"),
	cause("peer_answer", "urllib.error.HTTPError requests.exceptions.HTTPError httpx.HTTPStatusError requests.HTTPError", "", heald.NatureUnknown, "", heald.FromPeer,
		"the other service turned our request down: find out whether the request or what it knows is wrong"),
	cause("peer_http", "urllib.error.URLError http.client.RemoteDisconnected http.client.IncompleteRead http.client.BadStatusLine smtplib.SMTPServerDisconnected smtplib.SMTPConnectError", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other side did not answer as it should: see whether it is up"),
	cause("peer_client", "", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"a client library could not reach the other side: see whether it is up and whether the address is right"),
	cause("peer_database", "", unreachable, heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the database or broker does not take the connection: see whether it is up"),
	cause("peer_rpc", "grpc._channel._InactiveRpcError grpc.aio._call.AioRpcError grpc.RpcError", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the remote call was not served: see whether the other side is up"),
	cause("peer_rpc_answer", "grpc._channel._InactiveRpcError grpc.aio._call.AioRpcError grpc.RpcError", "", heald.NatureUnknown, "", heald.FromPeer,
		"the other side turned the call down: find out whether the request or what it knows is wrong"),
	cause("unfinished", "NotImplementedError", "", heald.NatureUnknown, "", heald.FromInside,
		"this part is not written yet: somebody has to write it or to keep callers away"),
	cause("database_file", "sqlite3.OperationalError sqlalchemy.exc.OperationalError", `unable to open database file`, heald.NatureConfiguration, "configuration", heald.FromSetting,
		"the database file cannot be opened: check its path and permissions"),
	cause("permission", "PermissionError", "", heald.NatureConfiguration, "configuration", heald.FromPlatform,
		"the process may not do this with the file or port: give it the permission or another path"),
	cause("address", "OSError", `\[Errno (?:98|99|48)\]`, heald.NatureConfiguration, "configuration", heald.FromSetting,
		"the address cannot be bound: another process holds the port, or the address is not this machine's"),
}

func cause(name, types, message string, nature heald.Nature, class heald.Class, from heald.Provenance, advice string) language.Cause {
	var pattern *regexp.Regexp
	if message != "" {
		pattern = regexp.MustCompile(message)
	}
	fits := func(errorType string) bool { return typeIn(errorType, types) }
	switch name {
	case "peer_client":
		fits = clientError.MatchString
	case "peer_database":
		fits = databaseError.MatchString
	case "peer_rpc":
		pattern = unserved
	}
	return language.Cause{
		Name: name, Nature: nature, Class: class, Provenance: from, Advice: advice,
		Applies: func(e heald.Exception) bool {
			return fits(e.ErrorType) && (pattern == nil || pattern.MatchString(e.Message+"\n"+strings.Join(e.Notes, "\n")))
		},
	}
}

// settingCause is for the errors that settings libraries raise, of the types and of models that read the environment.
func settingCause(types string) language.Cause {
	pattern := regexp.MustCompile(types)
	return language.Cause{
		Name: "settings_library", Nature: heald.NatureConfiguration, Class: "configuration", Provenance: heald.FromSetting,
		Applies: func(e heald.Exception) bool {
			return pattern.MatchString(e.ErrorType) || last(e.ErrorType) == "ValidationError" && settingsModel(e)
		},
		Key: settingKey,
	}
}

func settingsModel(e heald.Exception) bool {
	for _, f := range e.Frames {
		if strings.Contains(f.File, "pydantic_settings/") || strings.Contains(f.File, "pydantic/env_settings") {
			return true
		}
	}
	return false
}

var (
	optionName   = regexp.MustCompile(`(?:No option|option|variable|setting)s? ['"]([\w.-]+)['"]|^(\w+) not found\.|The (\w+) setting`)
	variableName = regexp.MustCompile(`^\w+$`)
)

// settingKey reads the key out of a message; a model names the field in a line of its own, the variable is its upper case.
func settingKey(e heald.Exception) string {
	if m := optionName.FindStringSubmatch(e.Message); m != nil {
		return strings.Join(m[1:], "")
	}
	for _, note := range e.Notes {
		if variableName.MatchString(note) {
			return strings.ToUpper(note)
		}
	}
	return ""
}

// unserved is what a remote call says that was not answered, as opposed to turned down.
var unserved = regexp.MustCompile(`\b(?:UNAVAILABLE|DEADLINE_EXCEEDED|RESOURCE_EXHAUSTED)\b`)

// clientError matches the errors of client libraries that mean nothing but "not reached".
var clientError = regexp.MustCompile(`^(?:requests|urllib3|httpx|httpcore|aiohttp|redis|pymongo|kafka|aiokafka|pika|botocore|amqp|kombu|elasticsearch|elastic_transport|nats|paramiko|websockets)\.(?:[\w.]*\.)?` +
	`(?:ConnectionError|ConnectTimeout|ReadTimeout|Timeout|TimeoutException|ConnectError|ReadError|PoolTimeout|ProxyError|SSLError|ChunkedEncodingError|MaxRetryError|NewConnectionError|` +
	`ReadTimeoutError|ConnectTimeoutError|ProtocolError|ClientConnectorError|ClientConnectionError|ServerDisconnectedError|ServerTimeoutError|ClientOSError|BusyLoadingError|TimeoutError|` +
	`ServerSelectionTimeoutError|AutoReconnect|NetworkTimeout|NoBrokersAvailable|KafkaTimeoutError|KafkaConnectionError|AMQPConnectionError|EndpointConnectionError|OperationalError|` +
	`ConnectionTimeout|RemoteProtocolError|NoServersError|ConnectionClosedError)$`)

// databaseError matches the errors of database drivers whose message tells whether the server was not reached.
var databaseError = regexp.MustCompile(`^(?:psycopg2?|sqlalchemy\.exc|pymysql\.err|MySQLdb|mysql\.connector(?:\.errors)?|asyncpg(?:\.exceptions)?|django\.db(?:\.utils)?|peewee|aiomysql|cx_Oracle|oracledb|pyodbc)\.(?:\w+\.)?` +
	`(?:OperationalError|InterfaceError|InternalError|TimeoutError|CannotConnectNowError|TooManyConnectionsError|ConnectionDoesNotExistError|DatabaseError)$`)

// refusals are the error types with which libraries turn input down on purpose.
var refusals = regexp.MustCompile(`(?:^|\.)(?:ValidationError|RequestValidationError|BadRequest|BadRequestKeyError|NotFound|Forbidden|Unauthorized|Conflict|UnprocessableEntity|Gone|` +
	`MethodNotAllowed|RequestEntityTooLarge|UnsupportedMediaType|TooManyRequests|Http404|PermissionDenied|SuspiciousOperation|BadParameter|UsageError|ArgumentError|DisallowedHost)$`)

// refuses says whether a library's error turns something down on purpose.
func refuses(e heald.Exception) bool {
	if last(e.ErrorType) == "HTTPException" {
		return strings.HasPrefix(strings.TrimSpace(e.Message), "4")
	}
	return strings.Contains(e.ErrorType, ".") && refusals.MatchString(e.ErrorType)
}
