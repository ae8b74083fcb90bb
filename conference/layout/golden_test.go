package layout

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/golden.json anew")

const goldenFile = "testdata/golden.json"

// golden is the file that the TypeScript copy is checked against too. Windows
// are [x, y, w, h].
type golden struct {
	// Arranged shows some numbers of windows in full.
	Arranged []goldenCase `json:"arranged"`
	// Sums has one number over all of n = 0 … MaxWindows for more canvases.
	Sums   []goldenSum   `json:"sums"`
	Labels []goldenLabel `json:"labels"`
	// Step of n = 0 … 60.
	Step []int `json:"step"`
}

type goldenCase struct {
	Canvas  [2]int   `json:"canvas"`
	Type    Type     `json:"type"`
	Content bool     `json:"content"`
	N       int      `json:"n"`
	Windows [][4]int `json:"windows"`
}

type goldenSum struct {
	Canvas  [2]int `json:"canvas"`
	Type    Type   `json:"type"`
	Content bool   `json:"content"`
	Sum     uint32 `json:"sum"`
}

type goldenLabel struct {
	Window [4]int       `json:"window"`
	Names  NamePosition `json:"names"`
	Label  [4]int       `json:"label"`
}

var (
	goldenCanvases = [][2]int{{1280, 720}, {640, 480}, {360, 640}}
	goldenNumbers  = []int{1, 2, 3, 5, 8, 13, 25, 49}

	// Landscape, portrait, 4:3, square, wide, odd, tiny, none, absurd.
	sumCanvases = [][2]int{
		{1280, 720},
		{640, 360},
		{1920, 1080},
		{3840, 2160},
		{1366, 768},
		{640, 480},
		{1024, 768},
		{352, 288},
		{360, 640},
		{390, 844},
		{768, 1024},
		{720, 720},
		{2560, 1080},
		{853, 479},
		{31, 17},
		{3, 300},
		{0, 0},
		{-5, 99},
		{99999, 50000},
	}
)

func flat(r Rect) [4]int { return [4]int{r.X, r.Y, r.W, r.H} }

// sum is FNV-1a over the numbers, each as one step.
func sum(canvas [2]int, s Spec) uint32 {
	h := uint32(2166136261)
	for n := range MaxWindows + 1 {
		for _, r := range Arrange(s, Size{canvas[0], canvas[1]}, n) {
			for _, v := range flat(r) {
				h = (h ^ uint32(v)) * 16777619
			}
		}
	}
	return h
}

func makeGolden() golden {
	var g golden
	for _, canvas := range goldenCanvases {
		for _, t := range Types() {
			for _, content := range []bool{false, true} {
				s := Spec{Type: t, Windows: MaxWindows, Content: content}
				for _, n := range goldenNumbers {
					if n > Capacity(s) || t.ForContent() && !content {
						continue
					}
					c := goldenCase{Canvas: canvas, Type: t, Content: content, N: n}
					for _, r := range Arrange(s, Size{canvas[0], canvas[1]}, n) {
						c.Windows = append(c.Windows, flat(r))
					}
					g.Arranged = append(g.Arranged, c)
				}
			}
		}
	}
	for _, canvas := range sumCanvases {
		for _, t := range Types() {
			for _, content := range []bool{false, true} {
				s := Spec{Type: t, Windows: MaxWindows, Content: content}
				g.Sums = append(g.Sums, goldenSum{canvas, t, content, sum(canvas, s)})
			}
		}
	}
	for _, w := range []Rect{{0, 0, 1280, 720}, {320, 180, 320, 180}, {2, 4, 90, 50}, {2, 4, 90, 48}, {0, 0, 64, 46}, {8, 8, 0, 0}} {
		for _, names := range []NamePosition{NamesBottom, NamesTop, NamesHidden, ""} {
			g.Labels = append(g.Labels, goldenLabel{flat(w), names, flat(Label(w, names))})
		}
	}
	for n := range 61 {
		g.Step = append(g.Step, Step(n))
	}
	return g
}

// print writes one case a line, so that a change can be read in a diff.
func (g golden) print() []byte {
	var b bytes.Buffer
	line := func(v any, last bool) {
		j, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		b.Write(j)
		if !last {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("{\"arranged\": [\n")
	for i, c := range g.Arranged {
		line(c, i == len(g.Arranged)-1)
	}
	b.WriteString("],\n\"sums\": [\n")
	for i, c := range g.Sums {
		line(c, i == len(g.Sums)-1)
	}
	b.WriteString("],\n\"labels\": [\n")
	for i, c := range g.Labels {
		line(c, i == len(g.Labels)-1)
	}
	b.WriteString("],\n\"step\": ")
	line(g.Step, true)
	b.WriteString("}\n")
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	got := makeGolden().print()
	if *update {
		if err := os.WriteFile(goldenFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(want) {
		t.Fatal("not JSON")
	}
	if bytes.Equal(got, want) {
		return
	}
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			t.Fatalf("line %d:\ngot  %s\nwant %s\nrun with -update if this is meant, and look at the pictures", i+1, g[i], w[i])
		}
	}
	t.Fatalf("got %d lines, want %d", len(g), len(w))
}
