package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"veche/media/load"
)

// The floor sends what it says, in both ways, at the pace it was told.
func TestFloorSendsAtItsPace(t *testing.T) {
	t.Parallel()
	const receivers = 3
	hold, stdin := io.Pipe()
	defer stdin.Close()
	said, stdout := io.Pipe()
	go func() { _ = floorReaders(receivers, hold, stdout) }()
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	for _, joined := range []bool{false, true} {
		task, err := json.Marshal(floorTask{
			Shape: shape{200, receivers}, Joined: joined, For: 200 * time.Millisecond, Targets: strings.Fields(line),
		})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := floorSend(bytes.NewReader(task), &out); err != nil {
			t.Fatalf("joined %v: %v", joined, err)
		}
		var r floorResult
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if want := 40 * receivers; r.Packets != want {
			t.Errorf("joined %v: %d packets, want %d", joined, r.Packets, want)
		}
		if r.CPU <= 0 || r.perPacket() <= 0 {
			t.Errorf("joined %v: took %v", joined, r.CPU)
		}
	}
}

func TestProcTellsAboutAProcess(t *testing.T) {
	t.Parallel()
	self := &server{process: &exec.Cmd{Process: &os.Process{Pid: os.Getpid()}}}
	if rss, err := self.resident(); err != nil || rss < 1<<20 {
		t.Errorf("resident %d, %v", rss, err)
	}
	if spent, err := self.cpu(); err != nil || spent <= 0 {
		t.Errorf("took %v, %v", spent, err)
	}
	if n, err := self.switches(); err != nil || n <= 0 {
		t.Errorf("%d switches, %v", n, err)
	}
}

func TestTableStandsTargetsBesideFigures(t *testing.T) {
	t.Parallel()
	tab := newTable(quick)
	r := round{
		server: load.Window{Received: 100_000, Seconds: 10, P50ms: 1, P99ms: 2},
		direct: load.Window{P50ms: 0.5, P99ms: 1}, cpu: time.Second / 2, single: 10, joined: 5,
	}
	tab.forwarded(forwarded{scenario: webinar, rounds: []round{r, r, r}, joins: load.Joins{{First: time.Second, All: time.Second}}})
	tab.idle(idle{listeners: 200, perPerson: 300})
	var out bytes.Buffer
	if err := tab.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"0.50 [0.50–0.50]", "≤ 0.70", "+0.50 / +1.00 ms", "300 kB each", "no"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		v    []float64
		want float64
	}{{[]float64{3, 1, 2}, 2}, {[]float64{4, 1, 2, 3}, 2.5}, {[]float64{7}, 7}} {
		if got := median(test.v); got != test.want {
			t.Errorf("median of %s is %v, want %v", fmt.Sprint(test.v), got, test.want)
		}
	}
}

func TestMeanHasItsError(t *testing.T) {
	t.Parallel()
	if mean, deviation := meanError([]float64{-4, -2, 0, 2}); mean != -1 || math.Abs(deviation-1.29) > 0.01 {
		t.Errorf("%v ± %v", mean, deviation)
	}
	if _, deviation := meanError([]float64{1}); !math.IsInf(deviation, 1) {
		t.Errorf("the error of one value is %v", deviation)
	}
}
