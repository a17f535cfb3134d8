package trace

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
)

// parseJava reads the stack whose first frame is at line i, and the causes that follow it.
func parseJava(s *stream, i, floor int) (heald.Exception, int, bool) {
	h := headerAbove(s, i, floor)
	e := h.exception("java", s, i)
	next := i
	e.Frames, next = atBlock(s, i, javaFrame)
	if h.at < 0 && len(e.Frames) < 2 {
		return e, next, false
	}
	for next < len(s.lines) && len(e.Causes) < 100 {
		t := strings.TrimSpace(s.lines[next].text)
		switch {
		case strings.HasPrefix(t, "... ") && (strings.HasSuffix(t, " more") || strings.HasSuffix(t, " common frames omitted")):
			next++
			continue
		case strings.HasPrefix(t, "Suppressed: "):
			_, next = javaInner(s, next)
			continue
		case strings.HasPrefix(t, "Caused by: "):
			var cause heald.Exception
			cause, next = javaInner(s, next)
			e.Causes = append(e.Causes, cause)
			continue
		}
		break
	}
	e.End = s.lines[next-1].end
	return e, next, true
}

// javaInner reads the exception that a "Caused by:" or "Suppressed:" at line i introduces.
func javaInner(s *stream, i int) (heald.Exception, int) {
	_, t, _ := strings.Cut(strings.TrimSpace(s.lines[i].text), ": ")
	e := heald.Exception{Language: "java", Start: s.lines[i].start}
	e.ErrorType, e.Message, _ = strings.Cut(t, ": ")
	at := i + 1
	for ; at < min(len(s.lines), i+leadLines); at++ {
		t := s.lines[at].text
		if _, ok := javaFrame(t); ok || strings.HasPrefix(strings.TrimSpace(t), "... ") {
			break
		}
		if !strings.HasPrefix(t, "\t") && (looksLikeLog(t) || strings.TrimSpace(t) == "" || strings.HasPrefix(t, "Caused by: ")) {
			break
		}
		e.Notes = append(e.Notes, t)
	}
	e.Frames, at = atBlock(s, at, javaFrame)
	e.End = s.lines[at-1].end
	return e, at
}

// javaLine is "at LOADER/MODULE/pkg.Class.method(File.java:12)", which logback ends with the name of the jar. There is no space
// before the bracket, as JavaScript has.
var javaLine = regexp.MustCompile(`^at (?:[^\s()]*/)?([^\s()/:]+)\.([^\s()/:.]+)\(([^():]*)(?::(\d+))?\)(?: ~?\[.*\])?$`)

func javaFrame(t string) (heald.Frame, bool) {
	t = strings.TrimSpace(t)
	if !strings.HasPrefix(t, "at ") || len(t) > 4096 {
		return heald.Frame{}, false
	}
	m := javaLine.FindStringSubmatch(t)
	if m == nil {
		return heald.Frame{}, false
	}
	f := heald.Frame{Module: m[1], Function: m[2], InApp: javaInApp(m[1])}
	f.Line, _ = strconv.Atoi(m[4])
	if strings.Contains(m[3], ".") {
		f.File = m[3]
	}
	return f, true
}

var javaLibraries = []string{"java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.", "kotlin.", "kotlinx.", "scala.", "groovy.",
	"org.springframework.", "org.apache.", "org.hibernate.", "org.eclipse.", "org.jboss.", "org.junit.", "junit.", "org.slf4j.", "ch.qos.logback.",
	"io.netty.", "io.undertow.", "io.micronaut.", "io.quarkus.", "io.vertx.", "io.grpc.", "reactor.", "rx.", "io.reactivex.", "akka.",
	"com.fasterxml.", "com.google.common.", "com.google.gson.", "com.zaxxer.", "org.postgresql.", "com.mysql.", "okhttp3.", "retrofit2.", "feign.",
	"org.codehaus.", "org.gradle.", "com.mongodb.", "redis.clients.", "io.lettuce.", "net.bytebuddy.", "org.glassfish.", "com.intellij."}

func javaInApp(class string) bool {
	for _, p := range javaLibraries {
		if strings.HasPrefix(class, p) {
			return false
		}
	}
	return !strings.HasPrefix(class, "$Proxy") && !strings.Contains(class, "$$EnhancerBy")
}
