package config

// Key is what people are told about one key. Its type and default come from the Go structs, so that they cannot disagree with them.
type Key struct {
	Doc      string   // a sentence or two; the first one says what it is
	Default  string   // where the default is not a plain value: what stands in for it
	Example  string   // as YAML on one line, where the default is empty
	Required bool     // must be given and not be empty
	Choices  []string // the only values
	Min, Max float64  // of a number, both zero: any; of a time span in seconds
	Pattern  string   // of a text
	Rule     string   // what Pattern means, for people
}

const (
	hour = 3600
	day  = 24 * hour
)

// keys documents every key by its path; "[]" stands for an element of a list. Comments, schema, reference page and the decoder's checks
// are made from it.
var keys = map[string]Key{
	"services":                     {Doc: "The services that heald guards: one deployable unit in one repository each.", Required: true},
	"services[].name":              {Doc: "The name, as in the console and on the command line.", Required: true, Pattern: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`, Rule: "letters, digits, '.', '_' and '-', at most 63"},
	"services[].repository":        {Doc: "The Git checkout that holds the service's code, relative to this file. Your files, index and checked-out branches are never touched.", Default: "the folder of this file"},
	"services[].path":              {Doc: "The service's sub-folder of the repository; empty for all of it.", Example: "services/orders"},
	"services[].branch":            {Doc: "The branch that is released, and that fixes are merged into. While it is checked out somewhere, fixes land on heald/BRANCH beside it, for you to merge."},
	"services[].language":          {Doc: "The programming language; found from each stack trace when empty.", Choices: []string{"python", "go", "javascript", "java"}, Example: "python"},
	"services[].tests":             {Doc: "The command that runs the whole test suite, in the service's folder; found by convention when empty.", Example: "python -m pytest -q"},
	"services[].environment":       {Doc: "What makes the code runnable in heald's sandbox."},
	"services[].environment.venv":  {Doc: "The virtual environment or other dependency folder to use; found by convention when empty. When it is given, its programs come first on the PATH of run.command.", Example: ".venv"},
	"services[].environment.setup": {Doc: "A command that builds one, run once for each state of the lock files, with the package index only.", Example: "pip install -r requirements.txt"},
	"services[].run":               {Doc: "How heald runs the service: as processes of its own behind a proxy. Without a command heald reads the service's logs and telemetry only, and leaves delivery to you."},
	"services[].run.command":       {Doc: "The command, run in the service's folder: a text for a shell, or a list of arguments. It must listen on the port that it is told as {port} or in the variable PORT: two versions run side by side during a canary.", Example: "python app.py --port {port}"},
	"services[].run.env":           {Doc: "Variables of the process. Credentials belong under secrets.", Example: "{LOG_LEVEL: info}"},
	"services[].run.secrets":       {Doc: "Variables that hold credentials, each by reference: env:NAME or file:PATH.", Example: "{DATABASE_URL: 'env:DATABASE_URL'}"},
	"services[].run.listen":        {Doc: "Where users reach the service: heald's proxy listens here and divides requests between versions. Empty for a service that answers no requests: one process, and no canary.", Example: "127.0.0.1:8080"},
	"services[].run.instances":     {Doc: "How many processes of the stable version run.", Min: 1, Max: 64},
	"services[].run.ready":         {Doc: "When a started process counts as ready."},
	"services[].run.ready.path":    {Doc: "A path that answers a GET with less than 500 when the process is ready; when empty, a connection that it accepts is enough.", Pattern: `^(/[^\s]*)?$`, Rule: "a path that begins with '/'", Example: "/healthz"},
	"services[].run.ready.within":  {Doc: "How long a start may take.", Min: 1, Max: hour},
	"services[].run.stop":          {Doc: "How long a process may take to end after it was asked to (SIGTERM), before it is killed.", Min: 0.1, Max: hour},
	"services[].sources":           {Doc: "Where the service's signals come from."},
	"services[].sources.process":   {Doc: "Standard output and error of the processes that heald runs."},
	"services[].sources.logs":      {Doc: "Log files to follow, as patterns; rotation and truncation are followed too.", Example: "[/var/log/orders/*.log]"},
	"services[].sources.otlp":      {Doc: "The service.name values under which the service's OpenTelemetry signals come in; see otlp.", Default: "the service's name", Example: "[orders]"},
	"services[].probe":             {Doc: "Routes whose crashing request may be sent once more to the canary although its method is not safe. GET, HEAD and OPTIONS may always be.", Example: "['POST /quote']"},
	"services[].owners":            {Doc: "Who is asked to review, as named in the review.", Example: "['@orders-team']"},
	"services[].tier":              {Doc: "How much a failure hurts; 1 hurts most and is served first.", Min: 1, Max: 5},
	"services[].goal":              {Doc: "The availability objective, as a share of requests: incidents are ordered by how much of the error budget they burn. 0 for none.", Min: 0, Max: 0.999999, Example: "0.999"},
	"policy":                       {Doc: "What heald may do by itself. A person approves every merge, whatever stands here."},
	"policy.bundle":                {Doc: "A folder with Rego rules that replace the built-in ones.", Example: "policies"},
	"policy.rollback":              {Doc: "Whether heald may put the last good commit back at once when a crash began with a fresh deployment, before it mends. Applies to services that it runs."},
	"policy.freeze":                {Doc: "Times in which nothing is proposed, merged or shipped. An abort or a revert always goes through."},
	"policy.freeze[].days":         {Doc: "The days of the week of a window in hours; every day when empty.", Choices: weekdays, Example: "[fri, sat, sun]"},
	"policy.freeze[].from":         {Doc: "The begin: \"18:00\" on the days, or a date as \"2026-12-20\" or \"2026-12-20 18:00\".", Required: true, Example: "'16:00'"},
	"policy.freeze[].until":        {Doc: "The end, in the same form. A date counts to its end; hours that end before they begin end on the next day.", Required: true, Example: "'08:00'"},
	"policy.freeze[].zone":         {Doc: "The time zone of the times; UTC when empty.", Example: "Europe/Berlin"},
	"policy.freeze[].why":          {Doc: "The reason, as shown to people.", Example: "no changes over the weekend"},
	"policy.limits":                {Doc: "How much change there may be at once. What is over a limit waits."},
	"policy.limits.open_reviews":   {Doc: "Reviews that wait for a person, for each repository.", Min: 1, Max: 1000},
	"policy.limits.in_flight":      {Doc: "Fixes between merge and promotion, for each service.", Min: 1, Max: 100},
	"policy.limits.proposals":      {Doc: "Fixes that are proposed for one incident and its regressions before a person takes over.", Min: 1, Max: 100},
	"policy.limits.cases_per_hour": {Doc: "Cases on which work begins within an hour, for all services together.", Min: 1, Max: 100000},
	"healing":                      {Doc: "What one case may cost."},
	"healing.budget":               {Doc: "Wall-clock time from diagnosis to verified patch. What is not proved by then is handed over.", Min: 5, Max: day},
	"healing.parallel":             {Doc: "Cases that are worked on at once.", Min: 1, Max: 64},
	"healing.seed":                 {Doc: "The seed of everything that is random: the same seed gives the same patch.", Min: 0, Max: 1 << 53},
	"review":                       {Doc: "How long a person is waited for."},
	"review.remind":                {Doc: "A review that waits is brought to mind once, after this time.", Min: 1, Max: 365 * day},
	"review.expire":                {Doc: "After this time the case is handed over.", Min: 1, Max: 365 * day},
	"delivery":                     {Doc: "How a merged fix reaches users: through a canary, for services that heald runs."},
	"delivery.steps":               {Doc: "The canary's share of requests in percent, step by step. The last one must be 100.", Min: 1, Max: 100},
	"delivery.hold":                {Doc: "How long the canary stays at each step at least.", Min: 1, Max: day},
	"delivery.proven":              {Doc: "How long a version runs well until heald may go back to it.", Min: 1, Max: 30 * day},
	"delivery.deadline":            {Doc: "Without enough evidence by then the stable version gets all requests back and the case is handed over.", Min: 1, Max: 30 * day},
	"lessons":                      {Doc: "What heald remembers of ended cases."},
	"lessons.shared":               {Doc: "Whether what was learned in one repository is recalled in others."},
	"otlp":                         {Doc: "Where heald listens for OpenTelemetry logs and traces."},
	"otlp.http":                    {Doc: "OTLP over HTTP (protobuf or JSON); off when empty. Anything but a loopback address needs a token: signals steer patches.", Example: "127.0.0.1:4318"},
	"otlp.grpc":                    {Doc: "OTLP over gRPC; off when empty. Anything but a loopback address needs a token.", Example: "127.0.0.1:4317"},
	"otlp.token":                   {Doc: "The bearer token that senders must show, by reference.", Example: "env:HEALD_OTLP_TOKEN"},
	"console":                      {Doc: "The console and its API."},
	"console.listen":               {Doc: "Where the console listens. Anything but a loopback address needs a token.", Required: true},
	"console.token":                {Doc: "The token that people and clients must show, by reference.", Example: "file:/etc/heald/token"},
	"store":                        {Doc: "Where cases, lessons and jobs are kept: one of the two."},
	"store.sqlite":                 {Doc: "A file of SQLite.", Default: "heald.db in the state folder", Example: "/var/lib/heald/heald.db"},
	"store.postgres":               {Doc: "A PostgreSQL connection string, by reference, since it holds a password.", Example: "env:HEALD_POSTGRES"},
	"retention":                    {Doc: "How long ended cases stay."},
	"retention.keep":               {Doc: "After this time an ended case is moved from the store to the archive.", Min: hour, Max: 36500 * day},
	"retention.archive":            {Doc: "The folder of archived cases, one file each.", Default: "archive in the state folder", Example: "/var/lib/heald/archive"},
	"telemetry":                    {Doc: "heald's own traces. Its metrics are at /metrics of the console."},
	"telemetry.endpoint":           {Doc: "An OTLP endpoint over HTTP; off when empty.", Pattern: `^(https?://\S+)?$`, Rule: "a URL as http://HOST:4318", Example: "http://127.0.0.1:14318"},
	"telemetry.token":              {Doc: "The bearer token for it, by reference.", Example: "env:OTLP_TOKEN"},
	"state":                        {Doc: "The folder for what heald keeps: its store, built environments, worktrees.", Default: "$XDG_STATE_HOME/heald, else ~/.local/state/heald", Example: "/var/lib/heald"},
	"brake":                        {Doc: "While this file exists no new effect starts: the kill switch for when nothing else answers.", Default: "brake in the state folder", Example: "/etc/heald/brake"},
}
