package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"veche/media/load"
)

// table collects the rows of what must be reached, and below them the rest.
type table struct {
	lengths lengths
	rows    []row
	details strings.Builder
}

// row is one figure beside its target.
type row struct {
	name, measured, target, met string
	load                        string
}

func newTable(l lengths) *table { return &table{lengths: l} }

func (t *table) add(name, measured, target string, met bool, load float64) {
	word := "yes"
	if !met {
		word = "no"
	}
	t.rows = append(t.rows, row{name, measured, target, word, fmt.Sprintf("%.1f", load)})
}

func (t *table) starts(took []time.Duration) {
	median := load.Quantile(took, 0.5)
	t.add("start to readyz, 10,000 conferences", fmt.Sprintf("%d ms [%d–%d]",
		median.Milliseconds(), took[0].Milliseconds(), took[len(took)-1].Milliseconds()),
		"≤ 300 ms", median <= 300*time.Millisecond, load.LoadAverage())
}

func (t *table) first(spaced, dense load.Joins) {
	p50, p95 := spaced.First(0.50), spaced.First(0.95)
	t.add("first frame p50 / p95, a join each second",
		fmt.Sprintf("%d / %d ms", p50.Milliseconds(), p95.Milliseconds()), "≤ 150 / 400 ms",
		p50 <= 150*time.Millisecond && p95 <= 400*time.Millisecond, load.LoadAverage())
	p50, p95 = dense.First(0.50), dense.First(0.95)
	t.add("the same, the next as soon as one sees",
		fmt.Sprintf("%d / %d ms", p50.Milliseconds(), p95.Milliseconds()), "",
		p50 <= 150*time.Millisecond && p95 <= 400*time.Millisecond, load.LoadAverage())
}

func (t *table) forwarded(f forwarded) {
	var own, single, joined, ratio, loads []float64
	var p50, p99, direct50, direct99 []float64
	for _, r := range f.rounds {
		own, single, joined = append(own, r.perPacket()), append(single, r.single), append(joined, r.joined)
		ratio, loads = append(ratio, r.ratio()), append(loads, r.server.Load)
		p50, p99 = append(p50, r.server.P50ms), append(p99, r.server.P99ms)
		direct50, direct99 = append(direct50, r.direct.P50ms), append(direct99, r.direct.P99ms)
	}
	sc := f.scenario
	t.add(sc.name+": ratio to one send per packet", spread(ratio, "%.2f"),
		fmt.Sprintf("≤ %.2f", sc.target), median(ratio) <= sc.target, median(loads))
	add50, add99 := median(p50)-median(direct50), median(p99)-median(direct99)
	t.add("    latency beside no server, p50 / p99", fmt.Sprintf("%+.2f / %+.2f ms", add50, add99),
		"≤ +2 / +8 ms", add50 <= 2 && add99 <= 8, median(loads))

	d := &t.details
	fmt.Fprintf(d, "\n%s: %.0f packets/s out\n", sc.name, median(each(f.rounds, func(r round) float64 { return r.server.PerSecond() })))
	w := tabwriter.NewWriter(d, 2, 0, 2, ' ', 0)
	line := func(name, value string) { fmt.Fprintf(w, "  %s\t%s\n", name, value) }
	line("server, CPU µs per packet", spread(own, "%.2f"))
	line("floor, one send per packet", spread(single, "%.2f"))
	line(fmt.Sprintf("floor, %d × GSO of %d", sc.subscribers, floorJoined), spread(joined, "%.2f"))
	line("server, CPU of one core", spread(each(f.rounds, func(r round) float64 {
		return 100 * r.cpu.Seconds() / r.server.Seconds
	}), "%.1f")+" %")
	line("latency p50 / p99 ms", spread(p50, "%.2f")+" / "+spread(p99, "%.2f"))
	line("  without a server", spread(direct50, "%.2f")+" / "+spread(direct99, "%.2f"))
	line("lost, worst window", fmt.Sprintf("%.3f %%", 100*slices.Max(each(f.rounds, func(r round) float64 { return r.server.LostShare() }))))
	line("missing packets, worst window", fmt.Sprintf("%.0f of %d", slices.Max(each(f.rounds, func(r round) float64 { return float64(r.server.Missing) })), f.rounds[0].server.Received))
	line("joins: first picture p50 / p95", fmt.Sprintf("%d / %d ms", f.joins.First(0.5).Milliseconds(), f.joins.First(0.95).Milliseconds()))
	line("joins: all pictures p50 / p95", fmt.Sprintf("%d / %d ms", f.joins.All(0.5).Milliseconds(), f.joins.All(0.95).Milliseconds()))
	line("RSS (at start)", fmt.Sprintf("%d (%d) MB, %.0f kB per participant", f.rss>>20, f.rssAt0>>20, f.perPerson))
	line("generator, cores", spread(each(f.rounds, func(r round) float64 { return r.server.Generator }), "%.2f"))
	line("load average", spread(loads, "%.1f"))
	_ = w.Flush() // into memory
}

func (t *table) idle(i idle) {
	t.add(fmt.Sprintf("(c2) %d listeners of one silent speaker", i.listeners), fmt.Sprintf("%.0f kB each", i.perPerson),
		"≤ 250 kB", i.perPerson <= 250, i.load)
	fmt.Fprintf(&t.details, "\n(c2) RSS %d (%d) MB, CPU %.1f %% of a core\n", i.rss>>20, i.rssAt0>>20, 100*i.cpu)
}

func (t *table) composed(c composed) {
	sc := c.recorded
	t.add(sc.name, spread(c.with, "%.1f")+" % of a core", fmt.Sprintf("≤ %.0f %%", sc.target), median(c.with) <= sc.target, median(c.loads))
	fmt.Fprintf(&t.details, "\n%s: %.1f %% without it, %d MB more\n", sc.name, median(c.before), c.memory>>20)
}

func (t *table) listed(l listed) {
	o := l.organisation
	slowest := l.slowest[0]
	t.add(fmt.Sprintf("lists and searches, %d conferences, p95 of the slowest", o.conferences), milli(slowest.p95()),
		"≤ 30 ms", slowest.p95() <= 30*time.Millisecond, l.load)
	t.add(fmt.Sprintf("analytics of %d connections, first look", o.crowd), milli(l.analytics[len(l.analytics)-1]),
		"≤ 200 ms", l.analytics[len(l.analytics)-1] <= 200*time.Millisecond, l.load)
	t.add(fmt.Sprintf("store of %d comings and goings", o.events()), fmt.Sprintf("%d MB", l.bytes>>20), "≤ 1024 MB", l.bytes <= 1<<30, l.load)
	t.add("backup while it runs", fmt.Sprintf("%.1f s", l.backup.Seconds()), "≤ 10 s", l.backup <= 10*time.Second, l.load)
	if p50 := load.Quantile(l.page, 0.5); len(l.page) > 0 {
		t.add("main page of the cabinet, warm, until usable, p50", milli(p50), "≤ 700 ms", p50 <= 700*time.Millisecond, l.load)
	}
	d := &t.details
	fmt.Fprintf(d, "\nlists: p50 / p95 ms; the store took %.0f s to fill\n", l.filled.Seconds())
	w := tabwriter.NewWriter(d, 2, 0, 2, ' ', 0)
	for i := range l.slowest {
		q := &l.slowest[i]
		fmt.Fprintf(w, "  %s\t%.1f / %.1f\n", q.path, ms(load.Quantile(q.took, 0.5)), ms(q.p95()))
	}
	_ = w.Flush() // into memory
	if l.pageFault != nil {
		fmt.Fprintf(d, "  the main page was not measured: %v\n", l.pageFault)
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func milli(d time.Duration) string { return fmt.Sprintf("%.1f ms", ms(d)) }

func (t *table) print(w io.Writer) error {
	fmt.Fprintf(w, "\n%d windows of %v; median [range]; %d cores, %s, %s/%s\n\n",
		t.lengths.windows, t.lengths.window, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "figure\tmeasured\tto reach\treached\tload")
	for _, r := range t.rows {
		fmt.Fprintf(tab, "%s\t%s\t%s\t%s\t%s\n", r.name, r.measured, r.target, r.met, r.load)
	}
	if err := tab.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, t.details.String())
	return err
}

func each(rounds []round, of func(round) float64) (v []float64) {
	for _, r := range rounds {
		v = append(v, of(r))
	}
	return v
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	if len(s)%2 == 0 {
		return (s[len(s)/2-1] + s[len(s)/2]) / 2
	}
	return s[len(s)/2]
}

// spread is the median with the range in brackets.
func spread(v []float64, format string) string {
	return fmt.Sprintf(format+" ["+format+"–"+format+"]", median(v), slices.Min(v), slices.Max(v))
}
