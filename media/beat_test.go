package media

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// turn is one of a beat: when, and whether ticks had been saved up.
type turn struct {
	at    time.Duration
	saved bool
}

func beating(t *testing.T, patient *atomic.Bool) (b *beat, turns func() []turn) {
	t.Helper()
	b = newBeat(20 * time.Millisecond)
	began := time.Now()
	var mu sync.Mutex
	var all []turn
	stop := make(chan struct{})
	go b.run(stop, patient.Load, func(saved bool) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, turn{time.Since(began), saved})
	})
	t.Cleanup(func() {
		close(stop)
		<-b.gone
	})
	return b, func() []turn {
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

func TestABeatSavesUpWhileOnlyAFileIsMade(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var patient atomic.Bool
		b, turns := beating(t, &patient)
		time.Sleep(101 * time.Millisecond)
		if n := len(turns()); n != 5 {
			t.Errorf("%d turns in 100 ms of a live picture", n)
		}
		patient.Store(true)
		time.Sleep(time.Second)
		if n := len(turns()); n != 5+1+4 {
			t.Errorf("%d turns after a second of a file", n)
		}
		if last := turns()[9]; !last.saved {
			t.Error("nothing was saved up")
		}
		patient.Store(false)
		b.hurry()
		b.hurry()
		if all := turns(); len(all) < 11 || !all[10].saved || all[10].at != 1101*time.Millisecond {
			t.Errorf("who has come to watch waits: %v", all[9:])
		}
		time.Sleep(40 * time.Millisecond)
		all := turns()
		if last := all[len(all)-1]; last.saved || last.at < 1120*time.Millisecond {
			t.Errorf("the last turn was %v", last)
		}
	})
}

func TestABeatCatchesUpWhenAskedAndAfterItsEndToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var patient atomic.Bool
		patient.Store(true)
		b, turns := beating(t, &patient)
		time.Sleep(90 * time.Millisecond)
		before := len(turns())
		b.catchUp()
		if n := len(turns()); n != before+1 {
			t.Errorf("%d turns", n-before)
		}
		ended := newBeat(time.Second)
		close(ended.gone)
		ended.catchUp()
	})
}
