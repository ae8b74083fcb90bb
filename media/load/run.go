package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// Report is what one run showed.
type Report struct {
	Publishers  int `json:"publishers"`
	Subscribers int `json:"subscribers"`
	// Of the joins, from opening the page to a picture; see Joined.
	FirstP50ms float64  `json:"firstFrameP50ms"`
	FirstP95ms float64  `json:"firstFrameP95ms"`
	AllP50ms   float64  `json:"allFramesP50ms"`
	AllP95ms   float64  `json:"allFramesP95ms"`
	Unseen     int      `json:"unseenPictures"`
	Windows    []Window `json:"windows"`
}

// windowLength cuts a run, so that one can see whether it is steady.
const windowLength = 10 * time.Second

// Run lets everybody join, measures for the given time and leaves. What happens
// is told to progress as it does.
func Run(ctx context.Context, cfg Config, length time.Duration, progress io.Writer) (r Report, err error) {
	if length < time.Second || length > MaxDuration {
		return r, fmt.Errorf("load: a run takes 1 s to %v", MaxDuration)
	}
	s, err := Open(ctx, cfg)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	r.Publishers, r.Subscribers = cfg.Publishers, cfg.Subscribers
	fmt.Fprintf(progress, "%d publishers send\n", cfg.Publishers)
	joins, err := s.JoinAll(ctx, func(n int) { fmt.Fprintf(progress, "%d subscribers receive\n", n) })
	if err != nil {
		return r, err
	}
	r.FirstP50ms, r.FirstP95ms = milliseconds(joins.First(0.50)), milliseconds(joins.First(0.95))
	r.AllP50ms, r.AllP95ms = milliseconds(joins.All(0.50)), milliseconds(joins.All(0.95))
	r.Unseen = joins.Unseen()
	for left := length; left > 0; {
		this := min(left, windowLength)
		if left-this < time.Second { // no useless rest
			this = left
		}
		w, err := s.Measure(ctx, this, nil)
		if err != nil {
			return r, err
		}
		r.Windows = append(r.Windows, w)
		left -= this
	}
	return r, nil
}

// Joins are the joins of a session.
type Joins []Joined

// JoinAll lets all subscribers of the configuration join, one after another.
// told hears of every tenth.
func (s *Session) JoinAll(ctx context.Context, told func(n int)) (Joins, error) {
	var all Joins
	for i := range s.cfg.Subscribers {
		if i > 0 && s.cfg.Between > 0 {
			select {
			case <-time.After(s.cfg.Between):
			case <-ctx.Done():
				return all, ctx.Err()
			}
		}
		j, err := s.Join(ctx)
		if err != nil {
			return all, err
		}
		all = append(all, j)
		if n := i + 1; told != nil && (n%10 == 0 || n == s.cfg.Subscribers) {
			told(n)
		}
	}
	return all, nil
}

// First is a quantile of the time to the first picture.
func (j Joins) First(q float64) time.Duration {
	return j.quantile(q, func(j Joined) time.Duration { return j.First })
}

// All is a quantile of the time until all pictures are there.
func (j Joins) All(q float64) time.Duration {
	return j.quantile(q, func(j Joined) time.Duration { return j.All })
}

// Unseen are the pictures that did not come.
func (j Joins) Unseen() (n int) {
	for _, one := range j {
		n += one.Unseen
	}
	return n
}

func (j Joins) quantile(q float64, of func(Joined) time.Duration) time.Duration {
	var d []time.Duration
	for _, one := range j {
		d = append(d, of(one))
	}
	return Quantile(d, q)
}

// Print writes the report for a person.
func (r Report) Print(w io.Writer) error {
	fmt.Fprintf(w, "first picture after a join, p50 / p95: %.0f / %.0f ms; all pictures: %.0f / %.0f ms\n\n",
		r.FirstP50ms, r.FirstP95ms, r.AllP50ms, r.AllP95ms)
	if r.Unseen > 0 {
		fmt.Fprintf(w, "%d pictures did not come within %v: the server does not believe that the way takes them\n\n", r.Unseen, joinWithin)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "seconds\tpackets/s\tlost %\tmissing\tlatency p50 ms\tp99 ms\tgenerator, cores\tload average\t")
	for _, v := range r.Windows {
		fmt.Fprintf(t, "%.1f\t%.0f\t%.3f\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t\n",
			v.Seconds, v.PerSecond(), 100*v.LostShare(), v.Missing, v.P50ms, v.P99ms, v.Generator, v.Load)
	}
	return t.Flush()
}
