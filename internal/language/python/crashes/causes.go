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
		`server closed|gone away|lost connection|terminating connection|can't connect|could not translate host name|name or service not known|temporary failure in name|nodename nor servname|getaddrinfo|no route to host|too many connections|` +
		`max retries|service unavailable|bad gateway|UNAVAILABLE|DEADLINE_EXCEEDED|remote end closed|not available|no brokers|shutting down|starting up|` +
		`too many clients|connection slots are reserved`
	exhausted = `\[Errno (?:24|28|122|12|23|11)\]|Too many open files|No space left|Disk quota|Cannot allocate memory|disk is full|can't start new thread`
	// unauthorised is said by servers that do not know us, or not what we ask for.
	unauthorised = `(?i)authentication failed|access denied|no password supplied|invalid (?:username|password)|NOAUTH|WRONGPASS|unknown database|(?:role|database) "[^"]*" does not exist`
)

var causes = []language.Cause{
	settingCause(`^decouple\.UndefinedValueError$|^environs\.(?:exceptions\.)?Env\w*Error$|^configparser\.(?:NoOptionError|NoSectionError|MissingSectionHeaderError|ParsingError|Interpolation\w*Error|Duplicate\w+Error)$|` +
		`^environ\.(?:[\w.]+\.)?ImproperlyConfigured$|` +
		`^dynaconf\.(?:[\w.]+\.)?ValidationError$|^(?:django\.core\.exceptions\.)?ImproperlyConfigured$`),
	cause("capacity", "MemoryError", "", heald.NatureCapacity, "resource", heald.FromPlatform,
		"the process ran out of memory: raise its memory limit or give it less work at once; look at its use over time for a leak"),
	cause("memory", "", "", heald.NatureCapacity, "resource", heald.FromPlatform,
		"the process ran out of memory: raise its memory limit or give it less work at once; look at its use over time for a leak"),
	cause("store_full", "redis.exceptions.ResponseError psycopg2.errors.DiskFull psycopg.errors.DiskFull psycopg2.errors.OutOfMemory psycopg.errors.OutOfMemory", `OOM command|No space left|out of memory`,
		heald.NatureCapacity, "resource", heald.FromPeer, "the store has no more room: free some or raise its limit"),
	cause("pool", "sqlalchemy.exc.TimeoutError", `QueuePool limit`, heald.NatureCapacity, "resource", heald.FromPlatform,
		"every connection of the pool is in use: raise the pool's size, or look for connections that are never given back"),
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
	cause("device", "OSError", `\[Errno 5\]`, heald.NatureCapacity, "resource", heald.FromPlatform,
		"the device could not be read or written: look at the machine and its disks"),
	cause("read_only", "OSError", `\[Errno 30\]`, heald.NatureConfiguration, "configuration", heald.FromPlatform,
		"the file system is read-only here: mount it for writing or use another path"),
	cause("peer_route", "OSError", `\[Errno (?:101|111|113|110|104|32)\]`, heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other side cannot be reached: see whether it runs and whether the network lets us through"),
	cause("credentials", "", "", heald.NatureConfiguration, "configuration", heald.FromSetting,
		"the other side does not know the credentials or the name that this service is set up with: correct the user, the password, the key or the database's name"),
	cause("database_credentials", "", unauthorised, heald.NatureConfiguration, "configuration", heald.FromSetting,
		"the database does not know the credentials or the name that this service is set up with: correct the user, the password or the database's name"),
	cause("peer_status", "urllib.error.HTTPError requests.exceptions.HTTPError httpx.HTTPStatusError requests.HTTPError aiohttp.client_exceptions.ClientResponseError aiohttp.client_exceptions.WSServerHandshakeError", `\b(?:5\d\d|429)\b`, heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other service answered that it cannot serve: look there first"),
	cause("peer_answer", "urllib.error.HTTPError requests.exceptions.HTTPError httpx.HTTPStatusError requests.HTTPError aiohttp.client_exceptions.ClientResponseError", "", heald.NatureUnknown, "", heald.FromPeer,
		"the other service turned our request down: find out whether the request or what it knows is wrong"),
	cause("peer_url", "urllib.error.URLError", `^<urlopen error (?:\[|timed out|[A-Z(_]|ftp)|(?i)refused|reset|time-?out`, heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other side did not answer as it should: see whether it is up"),
	cause("peer_http", "http.client.RemoteDisconnected http.client.IncompleteRead http.client.BadStatusLine smtplib.SMTPServerDisconnected smtplib.SMTPConnectError", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other side did not answer as it should: see whether it is up"),
	cause("peer_throttled", "botocore.exceptions.ClientError", `\((?:\w*Throttl\w*|SlowDown|RequestLimitExceeded|TooManyRequests\w*|ServiceUnavailable|Internal\w*|RequestTimeout\w*|5\d\d)\)`, heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the other service cannot serve for the moment: look there first, and at how often it is asked"),
	cause("peer_refusal", "", "", heald.NatureUnknown, "", heald.FromPeer,
		"the other service turned our request down: find out whether the request or what it knows is wrong"),
	cause("peer_client", "", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"a client library could not reach the other side: see whether it is up and whether the address is right"),
	cause("peer_database", "", unreachable, heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the database or broker does not take the connection: see whether it is up"),
	cause("peer_session", "", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the database ended the connection or does not take any: see whether it is up"),
	cause("contention", "", "", heald.NatureUnknown, "", heald.FromPeer,
		"two users of the database were in each other's way: find who holds the lock, keep transactions short, or try again"),
	cause("peer_rpc", "grpc._channel._InactiveRpcError grpc._channel._MultiThreadedRendezvous grpc.aio._call.AioRpcError grpc.RpcError", "", heald.NatureDependency, "unavailable_peer", heald.FromPeer,
		"the remote call was not served: see whether the other side is up"),
	cause("peer_rpc_answer", "grpc._channel._InactiveRpcError grpc._channel._MultiThreadedRendezvous grpc.aio._call.AioRpcError grpc.RpcError", "", heald.NatureUnknown, "", heald.FromPeer,
		"the other side turned the call down: find out whether the request or what it knows is wrong"),
	cause("time_limit", "concurrent.futures._base.TimeoutError multiprocessing.context.TimeoutError subprocess.TimeoutExpired celery.exceptions.SoftTimeLimitExceeded celery.exceptions.TimeLimitExceeded billiard.exceptions.SoftTimeLimitExceeded", "",
		heald.NatureUnknown, "", heald.FromUnknown, "the work did not end in the time that it is given: find out what it waits for, or give it more"),
	cause("unfinished", "NotImplementedError", "", heald.NatureUnknown, "", heald.FromInside,
		"this part is not written yet: somebody has to write it or to keep callers away"),
	cause("database_file", "sqlite3.OperationalError sqlalchemy.exc.OperationalError", `unable to open database file`, heald.NatureConfiguration, "configuration", heald.FromSetting,
		"the database file cannot be opened: check its path and permissions"),
	cause("permission", "PermissionError", `\[Errno (?:1|13)\]`, heald.NatureConfiguration, "configuration", heald.FromPlatform,
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
	if named := families[name]; named != nil {
		fits = named.MatchString
	}
	if name == "peer_rpc" {
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

// families are the rules whose types are too many for a list.
var families = map[string]*regexp.Regexp{
	"memory": regexp.MustCompile(`^(?:numpy|torch|cupy)\.[\w.]*(?:_ArrayMemoryError|OutOfMemoryError)$`),
	"credentials": regexp.MustCompile(clients + `(?:AuthenticationError|AuthenticationException|NoCredentialsError|PartialCredentialsError|NoRegionError|ProfileNotFound|DefaultCredentialsError|ProbableAuthenticationError)$|` +
		`^smtplib\.SMTPAuthenticationError$|^asyncpg\.exceptions\.(?:InvalidPasswordError|InvalidAuthorizationSpecificationError|InvalidCatalogNameError)$`),
	"database_credentials": databaseOrStore,
	"peer_client":          clientError,
	"peer_refusal":         clientRefusal,
	"peer_database":        databaseError,
	"peer_session": regexp.MustCompile(`^(?:psycopg2?\.errors\.(?:AdminShutdown|CrashShutdown|CannotConnectNow|TooManyConnections|ConnectionException|ConnectionDoesNotExist|ConnectionFailure)|` +
		`asyncpg\.exceptions\.(?:\w+\.)?(?:CannotConnectNowError|TooManyConnectionsError|ConnectionDoesNotExistError|ConnectionFailureError|AdminShutdownError|CrashShutdownError))$`),
	"contention": regexp.MustCompile(`^(?:psycopg2?\.errors|asyncpg\.exceptions)\.(?:DeadlockDetected|SerializationFailure|LockNotAvailable|QueryCanceled|Serialization|DeadlockDetectedError|SerializationError|LockNotAvailableError|QueryCanceledError)(?:Error)?$`),
}

// clients are the packages by which services reach others.
const clients = `^(?:requests|urllib3|httpx|httpcore|aiohttp|redis|pymongo|kafka|aiokafka|pika|aio_pika|aiormq|botocore|amqp|kombu|elasticsearch|elastic_transport|opensearchpy|nats|paramiko|websockets|` +
	`google\.api_core|google\.auth|azure|openai|anthropic|stripe|ldap3|psycopg_pool|dns)\.(?:[\w.]*\.)?`

// clientError matches the errors of client libraries that mean nothing but "not reached".
var clientError = regexp.MustCompile(clients +
	`(?:ConnectionError|ConnectTimeout|ReadTimeout|WriteTimeout|Timeout|TimeoutException|ConnectError|ReadError|WriteError|PoolTimeout|ProxyError|SSLError|ChunkedEncodingError|RetryError|MaxRetryError|NewConnectionError|NameResolutionError|` +
	`ReadTimeoutError|ConnectTimeoutError|ProtocolError|IncompleteRead|ClientConnectorError|ClientConnectorDNSError|ClientConnectorSSLError|ClientConnectorCertificateError|ClientConnectionError|ClientPayloadError|` +
	`ServerDisconnectedError|ServerTimeoutError|ConnectionTimeoutError|SocketTimeoutError|ClientOSError|BusyLoadingError|ClusterDownError|MasterNotFoundError|ReadOnlyError|TimeoutError|` +
	`ServerSelectionTimeoutError|AutoReconnect|NetworkTimeout|ConnectionFailure|NotPrimaryError|NoBrokersAvailable|KafkaTimeoutError|KafkaConnectionError|AMQPConnectionError|ConnectionClosedByBroker|StreamLostError|ConnectionForced|EndpointConnectionError|OperationalError|` +
	`ConnectionTimeout|RemoteProtocolError|NoServersError|ConnectionClosedError|NoValidConnectionsError|APIConnectionError|APITimeoutError|RateLimitError|InternalServerError|ServiceUnavailable|ServiceUnavailableError|GatewayTimeout|BadGateway|DeadlineExceeded|` +
	`ResourceExhausted|TooManyRequests|ServiceRequestError|ServiceResponseError|LDAPSocketOpenError|NXDOMAIN|NoNameservers|LifetimeTimeout)$`)

// clientRefusal matches the errors with which other services turn down what we ask; they are not those of our own boundaries.
var clientRefusal = regexp.MustCompile(`^(?:google\.api_core|azure|openai|anthropic|stripe|elasticsearch|opensearchpy|kubernetes|docker)\.(?:[\w.]*\.)?` +
	`(?:NotFound|NotFoundError|ResourceNotFoundError|Forbidden|PermissionDenied|PermissionDeniedError|Unauthorized|Unauthenticated|Conflict|ConflictError|BadRequest|BadRequestError|InvalidArgument|InvalidRequestError|RequestError|` +
	`ApiException|APIError|HttpResponseError|ResourceExistsError|AlreadyExists|FailedPrecondition|UnprocessableEntityError)$|^botocore\.exceptions\.ClientError$`)

// databaseError matches the errors of database drivers whose message tells whether the server was not reached.
var databaseError = regexp.MustCompile(`^(?:psycopg2?|sqlalchemy\.exc|pymysql\.err|MySQLdb|mysql\.connector(?:\.errors)?|asyncpg(?:\.exceptions)?|django\.db(?:\.utils)?|peewee|aiomysql|cx_Oracle|oracledb|pyodbc)\.(?:\w+\.)?` +
	`(?:OperationalError|InterfaceError|InternalError|TimeoutError|CannotConnectNowError|TooManyConnectionsError|ConnectionDoesNotExistError|DatabaseError)$`)

// databaseOrStore are the errors under which servers say that they do not know us.
var databaseOrStore = regexp.MustCompile(databaseError.String() + `|^redis\.exceptions\.(?:ResponseError|NoPermissionError)$|^pymongo\.errors\.OperationFailure$`)

// refusals are the error types with which libraries turn input down on purpose.
var refusals = regexp.MustCompile(`(?:^|\.)(?:ValidationError|RequestValidationError|BadRequest|BadRequestKeyError|NotFound|Forbidden|Unauthorized|Conflict|UnprocessableEntity|Gone|` +
	`MethodNotAllowed|RequestEntityTooLarge|UnsupportedMediaType|TooManyRequests|Http404|PermissionDenied|Suspicious\w+|BadParameter|MissingParameter|NoSuchOption|BadOptionUsage|BadArgumentUsage|UsageError|ArgumentError|DisallowedHost|` +
	`HTTPBadRequest|HTTPUnauthorized|HTTPForbidden|HTTPNotFound|HTTPConflict|HTTPGone|HTTPUnprocessableEntity|HTTPMethodNotAllowed|HTTPTooManyRequests|HTTPRequestEntityTooLarge|HTTPUnsupportedMediaType|` +
	`MissingArgumentError|InvalidUsage|NotAuthenticated|AuthenticationFailed|NotAcceptable|Throttled|MultipleInvalid|EmailNotValidError|EmailSyntaxError|EmailUndeliverableError|NumberParseException)$|` +
	`^rest_framework\.exceptions\.ParseError$|^(?:jwt|jose|itsdangerous)\.(?:\w+\.)?(?:ExpiredSignatureError|InvalidSignatureError|InvalidTokenError|Invalid\w+Error|ImmatureSignatureError|MissingRequiredClaimError|DecodeError|JWTError|JWTClaimsError|JWSError|Bad\w+|SignatureExpired)$`)

// notRefusals are errors of those packages that say that they are used wrongly.
var notRefusals = regexp.MustCompile(`\.(?:InvalidKeyError|InvalidAlgorithmError)$`)

var clientStatus = regexp.MustCompile(`^\s*(?:HTTP |\()?4\d\d\b`)

// refuses says whether a library's error turns something down on purpose.
func refuses(e heald.Exception) bool {
	if typeIn(e.ErrorType, "tornado.web.HTTPError bottle.HTTPError") || last(e.ErrorType) == "HTTPException" {
		return clientStatus.MatchString(e.Message)
	}
	return strings.Contains(e.ErrorType, ".") && refusals.MatchString(e.ErrorType) && !notRefusals.MatchString(e.ErrorType)
}
