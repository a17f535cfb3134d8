package environ

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

// Needs lists what the tree declares for running and testing, and the modules that its code imports and that neither it nor the
// standard library has.
func (Environments) Needs(tree fs.FS, layout language.Layout, installed language.Installed) []language.Need {
	n := needing{seen: map[string]bool{}, declared: map[string]string{}, served: map[string]bool{}}
	for _, each := range declarations(tree, layout.Folder).list {
		if each.Name != "" && wanted(each) && pep.Applies(each.Marker, installed.Marks, nil) {
			n.declared[pep.Normal(each.Name)] = each.Name
			n.add(language.Need{Name: each.Name, Key: pep.Normal(each.Name), From: each.From})
		}
	}
	if layout.Framework == pytest && layout.Tests > 0 {
		n.add(language.Need{Name: pytest, Key: pytest, Module: pytest, From: "the tests"})
	}
	for _, each := range installed.Imports {
		if module, _, _ := distribution(each.Module); !ofTests(each.Path) {
			n.served[module] = true
		}
	}
	owned, own := owners(tree), pep.Normal(projectName(tree, layout.Folder))
	for _, each := range installed.Imports {
		first, _, _ := strings.Cut(each.Module, ".")
		if ours := len(owned[first]) > 0 || pep.Normal(first) == own; !ours && !isBuilding(each, first) {
			n.add(n.imported(each))
		}
	}
	return n.list
}

// needing collects needs, each once.
type needing struct {
	list     []language.Need
	seen     map[string]bool
	declared map[string]string // names as they are declared, by normalised name
	served   map[string]bool   // modules that more than tests import
}

func (n *needing) add(need language.Need) {
	if key := need.Key + "\x00" + need.Module; !n.seen[key] {
		n.seen[key] = true
		n.list = append(n.list, need)
	}
}

// imported is the need behind an import.
func (n *needing) imported(each language.Imported) language.Need {
	module, name, shared := distribution(each.Module)
	need := language.Need{Name: name, Module: module, From: each.Path + ":" + strconv.Itoa(each.Line), Tests: !n.served[module]}
	if declared := n.declared[pep.Normal(module)]; declared != "" {
		name, need.Name, need.Tests = declared, declared, false
	}
	if shared || name != module {
		need.Key = pep.Normal(name)
	}
	if shared {
		need.Module = "" // the top-level name may be there from another distribution
	}
	return need
}

// ofTests says whether a file holds tests or serves them.
func ofTests(name string) bool {
	base := path.Base(name)
	return testName.MatchString(base) || base == "conftest.py" || slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(folder string) bool { return testName.MatchString(folder + ".py") })
}

// isBuilding says whether an import only serves setup.py, which is not run.
func isBuilding(each language.Imported, module string) bool {
	return module == "setuptools" && path.Base(each.Path) == "setup.py"
}

// wanted leaves out what only developers' tools need: what is imported shows by itself, and a plugin of pytest is not imported.
func wanted(each declaration) bool {
	name := pep.Normal(each.Name)
	return each.Group == "" || name == pytest || strings.HasPrefix(name, "pytest-")
}

func projectName(tree fs.FS, folder string) string {
	project := tomlFile(tree, folder+"/pyproject.toml")
	if name := project.at("project").text("name"); name != "" {
		return name
	}
	return project.at("tool", "poetry").text("name")
}

var missingModule = regexp.MustCompile(`^No module named '([A-Za-z_][A-Za-z0-9_.]{0,200})'`)

// Absent reads which package an exception misses.
func (Environments) Absent(exception heald.Exception) []string {
	if exception.ErrorType != "ModuleNotFoundError" && exception.ErrorType != "ImportError" {
		return nil
	}
	match := missingModule.FindStringSubmatch(exception.Message)
	if match == nil {
		return nil
	}
	top, name, _ := distribution(match[1])
	return []string{name, top}
}

// distribution maps an imported module to the distribution that brings it. Shared says that several distributions share the
// top-level name, so that finding that name proves nothing.
func distribution(module string) (top, name string, shared bool) {
	for at := module; at != ""; {
		if name, ok := brings[at]; ok {
			first, _, nested := strings.Cut(at, ".")
			return first, name, nested
		}
		cut := strings.LastIndexByte(at, '.')
		if cut < 0 {
			break
		}
		at = at[:cut]
	}
	top, _, _ = strings.Cut(module, ".")
	return top, top, false
}

// brings names the distribution of modules that are called differently.
var brings = map[string]string{
	"Crypto": "pycryptodome", "Cryptodome": "pycryptodomex", "MySQLdb": "mysqlclient", "OpenSSL": "pyOpenSSL", "PIL": "Pillow",
	"attr": "attrs", "babel": "Babel", "bs4": "beautifulsoup4", "bson": "pymongo", "confluent_kafka": "confluent-kafka", "cv2": "opencv-python",
	"dateutil": "python-dateutil", "decouple": "python-decouple", "discord": "discord.py", "dns": "dnspython", "docx": "python-docx",
	"dotenv": "python-dotenv", "email_validator": "email-validator", "engineio": "python-engineio", "factory": "factory-boy", "fitz": "PyMuPDF",
	"flask_cors": "Flask-Cors", "flask_jwt_extended": "Flask-JWT-Extended", "flask_login": "Flask-Login", "flask_migrate": "Flask-Migrate",
	"flask_restful": "Flask-RESTful", "flask_sqlalchemy": "Flask-SQLAlchemy", "flask_wtf": "Flask-WTF", "gi": "PyGObject", "git": "GitPython",
	"github": "PyGithub", "gitlab": "python-gitlab", "google.api_core": "google-api-core", "google.auth": "google-auth",
	"google.cloud.bigquery": "google-cloud-bigquery", "google.cloud.pubsub": "google-cloud-pubsub", "google.cloud.pubsub_v1": "google-cloud-pubsub",
	"google.cloud.storage": "google-cloud-storage", "google.oauth2": "google-auth", "google.protobuf": "protobuf", "googleapiclient": "google-api-python-client",
	"grpc": "grpcio", "grpc_status": "grpcio-status", "grpc_tools": "grpcio-tools", "jose": "python-jose", "jwt": "PyJWT", "kafka": "kafka-python",
	"ldap": "python-ldap", "Levenshtein": "python-Levenshtein", "magic": "python-magic", "markdown": "Markdown",
	"multipart": "python-multipart", "mysql": "mysql-connector-python", "nacl": "PyNaCl", "pkg_resources": "setuptools", "pptx": "python-pptx",
	"psycopg2": "psycopg2-binary", "pymysql": "PyMySQL", "pythonjsonlogger": "python-json-logger", "rest_framework": "djangorestframework",
	"ruamel.yaml": "ruamel.yaml", "sentry_sdk": "sentry-sdk", "serial": "pyserial", "skimage": "scikit-image", "sklearn": "scikit-learn", "slugify": "python-slugify",
	"socketio": "python-socketio", "socks": "PySocks", "sqlalchemy": "SQLAlchemy", "telegram": "python-telegram-bot",
	"usb": "pyusb", "websocket": "websocket-client", "werkzeug": "Werkzeug", "win32api": "pywin32", "yaml": "PyYAML", "zmq": "pyzmq",
	"flask": "Flask", "jinja2": "Jinja2", "django": "Django", "corsheaders": "django-cors-headers", "environ": "django-environ", "pydantic_settings": "pydantic-settings",
	"pytest_asyncio": "pytest-asyncio", "pytest_mock": "pytest-mock", "prometheus_client": "prometheus-client", "typing_extensions": "typing-extensions",
}
