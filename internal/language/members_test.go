package language_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language"
)

var zoo = map[string]string{
	"zoo/animals.py": `class Animal:
    kind = "animal"
    legs: int = 4

    def __init__(self, name, *, age=0):
        self.name = name
        self.age, self.alive = age, True
        for self.step in range(2):
            pass

    def speak(self, loud):
        sound = self.sound()
        other.volume = loud
        return sound

    def sound(this):
        this.heard = 1
        return None

    @classmethod
    def stray(cls):
        return cls("stray")

    @staticmethod
    def compare(left, right):
        return left.age - right.age


class Dog(Animal):
    breed: str

    def sound(self):
        return "woof"


class Loop(Loop):
    x = 1


class Cage:
    inmate: Animal
    size: int = 3

    def sound(self):
        return self.inmate.sound()
`,
	"zoo/use.py": `from zoo.animals import Animal, Cage, Dog


def sound(animal):
    return animal.sound()


def visit(animal, *guests, mood=None, **more):
    return sound(animal)


rex = Dog("rex", age=3)
cage = Cage(rex, size=4)
visit(rex, 1, 2, mood="happy")
visit(*everybody)
Animal.compare(rex, cage)
Animal.speak(rex, True)
`,
	"tests/test_zoo.py": "class Fake:\n    age = 1\n\n    def sound(self):\n        return {\"age\": 2}\n",
}

func class(t *testing.T, p *language.Program, name string) *language.Node {
	t.Helper()
	found := p.Classes(name)
	if len(found) != 1 {
		t.Fatalf("%d classes %s", len(found), name)
	}
	return found[0]
}

func TestMembers(t *testing.T) {
	p := open(t, zoo)
	cases := []struct {
		class string
		want  string
	}{
		{"Animal", "__init__ age alive compare heard kind legs name sound speak step stray"},
		{"Dog", "__init__ age alive breed compare heard kind legs name sound speak step stray"},
		{"Cage", "inmate size sound"},
		{"Loop", "x"},
	}
	for _, c := range cases {
		if got := strings.Join(p.Members(class(t, p, c.class)), " "); got != c.want {
			t.Errorf("members of %s\n got %s\nwant %s", c.class, got, c.want)
		}
	}
}

// Two classes that each claim to be the other's base are no reason to never end.
func TestMembersOfCircularBases(t *testing.T) {
	p := open(t, map[string]string{"a.py": "class A(B):\n    x = 1\n\n\nclass B(C):\n    y = 2\n\n\nclass C(A):\n    z = 3\n"})
	if got := strings.Join(p.Members(class(t, p, "A")), " "); got != "x y z" {
		t.Errorf("got %s, want x y z", got)
	}
}

func TestFieldsAndMethods(t *testing.T) {
	p := open(t, zoo)
	values := func(name, field string) string {
		var found []string
		for _, d := range p.Fields(class(t, p, name), field) {
			found = append(found, d.Value.Text())
		}
		return strings.Join(found, ", ")
	}
	for _, c := range []struct{ class, field, want string }{
		{"Animal", "name", "name"}, {"Animal", "alive", "True"}, {"Animal", "heard", "1"}, {"Animal", "kind", `"animal"`},
		{"Animal", "volume", ""}, {"Dog", "name", ""},
	} {
		if got := values(c.class, c.field); got != c.want {
			t.Errorf("%s.%s gets %q, want %q", c.class, c.field, got, c.want)
		}
	}
	if m := p.Method(class(t, p, "Animal"), "stray"); m == nil || m.Qualified != "Animal.stray" {
		t.Errorf("a decorated method: %+v", m)
	}
	if m := p.Method(class(t, p, "Dog"), "speak"); m != nil {
		t.Errorf("an inherited method stands in its own class, got %s", m.Qualified)
	}
	same(t, "declared", language.DeclaredFields(class(t, p, "Cage")), []string{"inmate", "size"})
	if p.FuncOf(nil) != nil || p.FuncOf(class(t, p, "Dog")) != nil {
		t.Error("what is no function has none")
	}
}

func TestOwners(t *testing.T) {
	p := open(t, zoo)
	for name, want := range map[string]string{"sound": "Animal Dog Cage", "age": "Animal", "breed": "Dog", "legs": "Animal", "nothing": ""} {
		var got []string
		for _, c := range p.Owners(name) {
			got = append(got, c.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("owners of %s: got %v, want %s", name, got, want)
		}
	}
}

func TestCallees(t *testing.T) {
	p := open(t, zoo)
	cases := []struct {
		path, call string
		nth        int
		want       string
	}{
		{"zoo/animals.py", "self.sound()", 0, "Animal.sound"},
		{"zoo/animals.py", "self.inmate.sound()", 0, "Animal.sound"},
		{"zoo/use.py", "animal.sound()", 0, "sound"},
		{"zoo/use.py", "sound(animal)", 1, "sound"},
		{"zoo/use.py", "Animal.compare(rex, cage)", 0, "Animal.compare"},
		{"zoo/use.py", "visit(*everybody)", 0, "visit"},
	}
	for _, c := range cases {
		var got []string
		for _, f := range p.Callees(node(t, p, c.path, c.call, c.nth)) {
			got = append(got, f.Qualified)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s reaches %v, want %s", c.call, got, c.want)
		}
	}
}

func TestBind(t *testing.T) {
	p := open(t, zoo)
	cases := []struct{ name, call, path, function, want string }{
		{"by position and keyword", `Dog("rex", age=3)`, "zoo/animals.py", "Animal.__init__", `age=3 name="rex"`},
		{"what a splat takes is left out", `visit(rex, 1, 2, mood="happy")`, "zoo/use.py", "visit", `animal=rex mood="happy"`},
		{"a splatted call says nothing", "visit(*everybody)", "zoo/use.py", "visit", ""},
		{"a static method", "Animal.compare(rex, cage)", "zoo/animals.py", "Animal.compare", "left=rex right=cage"},
		{"a method called on its class", "Animal.speak(rex, True)", "zoo/animals.py", "Animal.speak", "loud=True self=rex"},
		{"more than the parameters", "sound(animal)", "zoo/animals.py", "Dog.sound", ""},
	}
	for _, c := range cases {
		bound := language.Bind(node(t, p, "zoo/use.py", c.call, 0), p.Func(c.path, c.function))
		if got := written(bound); c.name != "more than the parameters" && got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		} else if c.name == "more than the parameters" && bound["animal"] != nil {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	if got := written(language.BindFields(node(t, p, "zoo/use.py", "Cage(rex, size=4)", 0), class(t, p, "Cage"))); got != "inmate=rex size=4" {
		t.Errorf("a constructor made of fields: %s", got)
	}
	if got := language.BindFields(node(t, p, "zoo/use.py", `Dog("rex", age=3)`, 0), class(t, p, "Animal")); got != nil {
		t.Errorf("a class with a constructor of its own: %s", written(got))
	}
}

func written(bound map[string]*language.Node) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(bound)) {
		parts = append(parts, fmt.Sprintf("%s=%s", name, bound[name].Text()))
	}
	return strings.Join(parts, " ")
}

func TestReceiver(t *testing.T) {
	p := open(t, zoo)
	for name, want := range map[string]string{"Animal.speak": "self", "Animal.sound": "this"} {
		if got := language.Receiver(p.Func("zoo/animals.py", name).Node); got != want {
			t.Errorf("receiver of %s is %q, want %q", name, got, want)
		}
	}
	if got := language.Receiver(p.Func("zoo/use.py", "visit").Node); got != "" {
		t.Errorf("a function has no receiver, got %q", got)
	}
	if language.Receiver(nil) != "" {
		t.Error("nothing has no receiver")
	}
}

func TestProduced(t *testing.T) {
	p := open(t, map[string]string{
		"a.py":            "a = {\"qty\": 1, 'qty': 2, qty: 3}\na[\"qty\"] = 4\na[qty] = 5\nb = {\"other\": 6}\na.qty = 7\n",
		"tests/test_a.py": "a = {\"qty\": 8}\n",
	})
	var got []string
	for _, n := range p.Produced("qty") {
		got = append(got, n.Text())
	}
	same(t, "values under the key", got, []string{"1", "2", "4"})
}

func TestCalledAs(t *testing.T) {
	p := open(t, map[string]string{"a.py": "def __init__(): pass\nclass A:\n    def __init__(self): pass\n    def run(self): pass\n"})
	for name, want := range map[string]string{"A.__init__": "A", "A.run": "run", "__init__": "__init__"} {
		if got := p.Func("a.py", name).CalledAs(); got != want {
			t.Errorf("%s is called as %q, want %q", name, got, want)
		}
	}
}
