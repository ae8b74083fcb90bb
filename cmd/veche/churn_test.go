package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"veche/media/load"
)

// TestSoakJoinsAndLeaves lets simulated browsers join with their media and leave
// again, and looks whether the server is then what it was before: goroutines,
// descriptors and heap (lesson 40).
func TestSoakJoinsAndLeaves(t *testing.T) {
	t.Parallel()
	_, at := startChild(t, t.TempDir(), "--pprof-listen", "127.0.0.1:0")
	base, client := "http://"+at["http"], insecureClient()
	defer client.CloseIdleConnections()
	var session struct{ Token string }
	if _, err := callAPI(client, base, http.MethodPost, "/api/v1/session", "", map[string]string{"login": "admin", "password": testPassword}, &session); err != nil {
		t.Fatal(err)
	}
	var room struct{ CID string }
	if _, err := callAPI(client, base, http.MethodPost, "/api/v1/conferences", session.Token, map[string]string{"name": "Churn", "access": "public"}, &room); err != nil {
		t.Fatal(err)
	}

	const atOnce = 10
	churn := func(joins int) {
		for i := range joins / atOnce {
			joinAndLeave(t, load.Config{URL: base, CID: room.CID, Publishers: 2, Subscribers: atOnce - 2, Silent: i%10 != 0, Bitrate: 200_000})
		}
	}
	churn(10 * atOnce) // tables and pools have grown to what they need
	before := footprint(t, client, at)
	churn(churnJoins)

	returns(t, client, at, before, fmt.Sprint(churnJoins, " joins"))
}

// returns waits until the server is what it was before.
func returns(t *testing.T, client *http.Client, at addresses, before figures, what string) {
	t.Helper()
	// The kernel and the last time-outs need a moment: the figures are asked
	// for again until they fit or the time is over.
	deadline := time.Now().Add(30 * time.Second)
	for {
		after := footprint(t, client, at)
		wrong := after.above(before)
		if wrong == "" {
			t.Logf("%s: before %+v, after %+v", what, before, after)
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %s: %s; before %+v, after %+v", what, wrong, before, after)
		}
	}
}

func joinAndLeave(t *testing.T, config load.Config) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	s, err := load.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.JoinAll(ctx, nil); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// figures are what a server uses.
type figures struct{ goroutines, descriptors, heapKB, coders, coderKB int }

// above says in words what is more than it was, "" if nothing is. Little is
// allowed for: a connection of ours that is kept alive, a page that the
// allocator has not given back.
func (f figures) above(before figures) string {
	switch {
	case f.goroutines > before.goroutines+10:
		return "goroutines are left over"
	case f.descriptors > before.descriptors+10:
		return "descriptors are left over"
	case f.heapKB > before.heapKB+before.heapKB/4+2048:
		return "heap is left over"
	case f.coders > before.coders:
		return "coders are left over"
	case f.coderKB > before.coderKB+1024:
		return "memory of the coders is left over"
	}
	return ""
}

// footprint collects garbage in the server and reads its metrics.
func footprint(t *testing.T, client *http.Client, at addresses) figures {
	t.Helper()
	// The heap's own figure of the moment after a collection: to write a profile
	// takes megabytes, and to answer /metrics some more. The first collection
	// empties the pools, the second frees what was in them.
	get(t, client, "http://"+at["pprof"]+"/debug/pprof/heap?gc=1")
	profile := get(t, client, "http://"+at["pprof"]+"/debug/pprof/heap?gc=1&debug=1")
	values := make(map[string]int)
	for line := range strings.Lines(profile) {
		if heap, ok := strings.CutPrefix(strings.TrimSpace(line), "# HeapAlloc = "); ok {
			values["heap"], _ = strconv.Atoi(heap)
		}
	}
	for line := range strings.Lines(get(t, client, "http://"+at["http"]+"/metrics")) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if f, err := strconv.ParseFloat(value, 64); err == nil {
			values[name] = int(f)
		}
	}
	f := figures{
		values["go_goroutines"], values["process_open_fds"], values["heap"] >> 10,
		values["veche_media_coders"], values["veche_media_coder_bytes"] >> 10,
	}
	if f.goroutines == 0 || f.descriptors == 0 || f.heapKB == 0 {
		t.Fatalf("the metrics lack something: %+v", f)
	}
	return f
}

func get(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, response.Status)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
