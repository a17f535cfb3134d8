package pep

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald/internal/language"
)

func TestParse(t *testing.T) {
	tests := []struct {
		line string
		want *language.Want // nil: not a requirement
	}{
		{"flask", &language.Want{Name: "flask"}},
		{"Flask >= 2, < 3", &language.Want{Name: "Flask", Spec: ">=2,<3"}},
		{"uvicorn[standard, watch]==0.30.*", &language.Want{Name: "uvicorn", Extras: []string{"standard", "watch"}, Spec: "==0.30.*"}},
		{"tomli (>=1.0) ; python_version < '3.11'", &language.Want{Name: "tomli", Spec: ">=1.0", Marker: "python_version < '3.11'"}},
		{"zope.interface~=5.4", &language.Want{Name: "zope.interface", Spec: "~=5.4"}},
		{"local @ file:///etc/passwd", &language.Want{Name: "local"}},
		{"pkg===1.0+local", &language.Want{Name: "pkg", Spec: "===1.0+local"}},
		{"--index-url http://x", nil},
		{"-e .", nil},
		{"https://example.org/x.whl", nil},
		{"flask ; python_version<'3' --global-option=x", &language.Want{Name: "flask", Marker: "python_version<'3' --global-option=x"}},
		{"flask>=1 --no-binary", nil},
		{"", nil},
		{strings.Repeat("a", 500), nil},
	}
	for _, test := range tests {
		got, ok := Parse(test.line)
		if ok != (test.want != nil) {
			t.Errorf("Parse(%q) = %+v, %v", test.line, got, ok)
			continue
		}
		if test.want == nil {
			continue
		}
		if diff := cmp.Diff(*test.want, got); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", test.line, diff)
		}
	}
}

func TestNormal(t *testing.T) {
	for name, want := range map[string]string{"Flask-SQLAlchemy": "flask-sqlalchemy", "ruamel.yaml": "ruamel-yaml", "a__b--c": "a-b-c"} {
		if got := Normal(name); got != want {
			t.Errorf("Normal(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestApplies(t *testing.T) {
	marks := map[string]string{"python_version": "3.11", "python_full_version": "3.11.7", "sys_platform": "linux", "platform_system": "Linux",
		"implementation_name": "cpython", "os_name": "posix"}
	tests := []struct {
		marker string
		want   bool
	}{
		{"", true},
		{`python_version >= "3.9"`, true},
		{`python_version < "3.9"`, false},
		{`python_version < "3.2"`, false},
		{`"3.10" <= python_version`, true},
		{`sys_platform == "win32"`, false},
		{`sys_platform != 'win32' and python_version > "3.8"`, true},
		{`sys_platform == "win32" or platform_system == "Linux"`, true},
		{`(sys_platform == "win32" or os_name == "posix") and implementation_name == "pypy"`, false},
		{`sys_platform == "win32" and (python_version > "3" or os_name == "posix")`, false},
		{`sys_platform in "linux darwin"`, true},
		{`sys_platform not in "linux darwin"`, false},
		{`python_full_version == "3.11.*"`, true},
		{`extra == "test"`, true},
		{`extra == "docs"`, false},
		{`extra != "docs"`, true},
		// What cannot be read holds.
		{`python_version`, true},
		{`unknown_name == "x"`, true},
		{`python_version < "3" }}`, true},
		{strings.Repeat("(", 300), true},
	}
	for _, test := range tests {
		if got := Applies(test.marker, marks, []string{"Test"}); got != test.want {
			t.Errorf("Applies(%q) = %v, want %v", test.marker, got, test.want)
		}
	}
}

func TestSatisfies(t *testing.T) {
	tests := []struct {
		version, spec string
		want          bool
	}{
		{"3.11", ">=3.9,<4", true},
		{"3.8", ">=3.9", false},
		{"3.10", ">=3.9", true},
		{"2.2.0", "~=2.2", true},
		{"3.0", "~=2.2", false},
		{"2.3", "~=2.2.1", false},
		{"2.9", "^2.1", true},
		{"3.0", "^2.1", false},
		{"0.3", "^0.2", false},
		{"0.2.9", "^0.2.1", true},
		{"2.2.9", "~2.2", true},
		{"2.3", "~2.2", false},
		{"1.0", "==1", true},
		{"1.4.2", "==1.4.*", true},
		{"1.40", "==1.4.*", false},
		{"1.4", "!=1.4.*", false},
		{"1.4", "!=1.5", true},
		{"1.4", "<=1.4", true},
		{"1.4", ">1.4", false},
		{"3.12", "3.12", true},
		{"3.12", "*", true},
		{"3.12", "", true},
		{"2.0rc1", "<2", false},
	}
	for _, test := range tests {
		if got := Satisfies(test.version, test.spec); got != test.want {
			t.Errorf("Satisfies(%q, %q) = %v, want %v", test.version, test.spec, got, test.want)
		}
	}
}

func FuzzApplies(f *testing.F) {
	f.Add(`(sys_platform == "win32" or os_name != 'posix') and python_version not in "3.8"`)
	f.Add(`extra == "x" and ((((python_version`)
	f.Fuzz(func(t *testing.T, marker string) {
		Applies(marker, Marks("3.12"), nil)
		if want, ok := Parse("name ; " + marker); ok && want.Name != "name" {
			t.Errorf("Parse took the name %q out of the marker", want.Name)
		}
	})
}
