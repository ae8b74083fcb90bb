package store

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/account"
)

// crashDir tells the test binary that it is the process to be killed.
const crashDir = "VECHE_STORE_CRASH_DIR"

func TestMain(m *testing.M) {
	if at := os.Getenv(restoreCrash); at != "" {
		crashRestore(at, os.Getenv(crashDir))
	}
	if dir := os.Getenv(crashDir); dir != "" {
		writeUntilKilled(dir)
	}
	os.Exit(m.Run())
}

const crashWriters = 8

// writeUntilKilled prints a line for whatever the store has acknowledged.
func writeUntilKilled(dir string) {
	s, err := Open(dir, Options{})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	var print sync.Mutex
	var wg sync.WaitGroup
	for w := range crashWriters {
		wg.Go(func() {
			id := conference.ID(fmt.Sprintf("c%d", w))
			for seq := uint64(1); ; seq++ {
				live := json.RawMessage(fmt.Sprintf(`{"seq":%d}`, seq))
				e := conference.Event{Seq: seq, At: time.Now(), Type: conference.ChatPosted, Data: live}
				if err := s.Commit(ctx, id, []conference.Event{e}, live); err != nil {
					panic(err)
				}
				login := fmt.Sprintf("%s-%d", id, seq)
				if _, err := s.CreateAccount(ctx, account.Account{Login: login, Name: login}); err != nil {
					panic(err)
				}
				print.Lock()
				fmt.Println(w, seq)
				print.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestNothingAcknowledgedIsLostByAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	dir := t.TempDir()
	var acknowledged [crashWriters]uint64
	for range 3 {
		run := t.TempDir() // each round a store of its own: the writers begin with 1
		acknowledged = [crashWriters]uint64{}
		killWriter(t, run, &acknowledged)
		checkAcknowledged(t, run, &acknowledged)
		dir = run
	}
	t.Logf("last round in %s: %v", dir, acknowledged)
}

func killWriter(t *testing.T, dir string, acknowledged *[crashWriters]uint64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), crashDir+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		var w int
		var seq uint64
		// The last line may be cut by the kill; then it was not read to its end.
		if _, err := fmt.Sscan(strings.TrimSpace(lines.Text()), &w, &seq); err == nil && w < crashWriters {
			acknowledged[w] = max(acknowledged[w], seq)
		}
		if n == 150 {
			if err := child.Process.Kill(); err != nil { // SIGKILL
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait() // killed
}

func checkAcknowledged(t *testing.T, dir string, acknowledged *[crashWriters]uint64) {
	t.Helper()
	s := open(t, dir, Options{LockTimeout: 10 * time.Second})
	live, err := s.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for w, seq := range acknowledged {
		id := conference.ID(fmt.Sprintf("c%d", w))
		last, err := s.LastSeq(t.Context(), id)
		if err != nil || last < seq {
			t.Errorf("%s: %d events are there, %d were acknowledged; %v", id, last, seq, err)
		}
		if want := fmt.Sprintf(`{"seq":%d}`, last); last > 0 && string(live[id]) != want {
			t.Errorf("%s: live state %s, want %s", id, live[id], want)
		}
		events, err := s.Events(t.Context(), id, 0, int(last)+1)
		if err != nil || uint64(len(events)) != last {
			t.Errorf("%s: %d events of %d, %v", id, len(events), last, err)
		}
		if seq > 0 {
			if _, err := s.Account(t.Context(), fmt.Sprintf("%s-%d", id, seq)); err != nil {
				t.Errorf("account %d of %s: %v", seq, id, err)
			}
		}
	}
}
