package local

import "testing"

func TestForm(t *testing.T) {
	for body, want := range map[string]string{
		"text=a+b&name=": `{"name":"","text":"a b"}`,
		"text=%C3%A9":    `{"text":"é"}`,
		"a=1&a=2":        "",
		"a=%zz":          "",
		"":               "{}",
	} {
		if got := form(body); got != want {
			t.Errorf("form(%q) = %s, want %s", body, got, want)
		}
	}
}
