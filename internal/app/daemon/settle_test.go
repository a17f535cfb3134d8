package daemon

import (
	"slices"
	"strings"
	"testing"
)

const smaps = `00400000-00402000 r--p 00000000 fe:00 10011270                           /usr/bin/heald
Rss:                   8 kB
Anonymous:             0 kB
VmFlags: rd mr mw me 
00402000-019f3000 r-xp 00002000 fe:00 10011270                           /usr/bin/heald
Rss:               20024 kB
Anonymous:             0 kB
03560000-03561000 r--p 0315f000 fe:00 10011270                           /usr/bin/heald
Rss:                   4 kB
Anonymous:             4 kB
03561000-03766000 rw-p 03160000 fe:00 10011270                           /usr/bin/heald
Rss:                1668 kB
Anonymous:             0 kB
03766000-03866000 r--s 03160000 fe:00 10011270                           /usr/bin/heald
Anonymous:             0 kB
263cd1c00000-263cd3800000 r--p 00000000 00:00 0 
Anonymous:             0 kB
7f5499c6d000-7f5499dc3000 r-xp 00026000 fe:00 1234                       /opt/usr/bin/heald
Anonymous:             0 kB
7f5499dc3000-7f5499e16000 r--p 0017c000 fe:00 1235                       /usr/bin/heald (deleted)
Anonymous:             0 kB
Abc
`

// Only what the kernel can read from the file again may be forgotten.
func TestUnchanged(t *testing.T) {
	got := unchanged(strings.NewReader(smaps), "/usr/bin/heald")
	if want := []addresses{{0x400000, 0x402000}, {0x402000, 0x19f3000}}; !slices.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

// The program goes on after it has forgotten its own pages.
func TestForgetProgram(t *testing.T) {
	if err := forgetProgram(); err != nil {
		t.Fatal(err)
	}
	TestUnchanged(t)
}
