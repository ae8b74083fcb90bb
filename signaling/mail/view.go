package mail

import (
	"bytes"
	_ "embed" // the frame
	"html/template"
	"strings"
)

// view is what a letter shows, in either of its forms.
type view struct {
	Language, Subject, Server string
	Paragraphs                []string
	Rows                      []row
	Link, Join                string // empty: nothing to join
	Answers                   []answerLink
	when                      string
	words                     *language
	look                      look
}

// Look is how the letter looks, for the frame.
func (v *view) Look() look { return v.look }

type row struct{ Name, Value string }

type answerLink struct{ Text, Link string }

// Asked is the question that the answers are to.
func (v *view) Asked() string { return v.words.asked }

// Footer says who sends the letter.
func (v *view) Footer() string { return v.words.footer + " " + v.Server }

// frame is the letter as HTML: styles in the tags, since programs drop others; no
// pictures but the logo, which comes with the letter, since others are fetched from
// outside; colours of its own in the dark, where a program has that.
//
//go:embed frame.html
var frameText string

var frame = template.Must(template.New("frame").Funcs(template.FuncMap{
	"lines": func(s string) []string { return strings.Split(s, "\n") },
}).Parse(frameText))

func (v *view) html() string {
	var b bytes.Buffer
	if err := frame.Execute(&b, v); err != nil {
		return "" // the text says the same; a test holds that it does not happen
	}
	return b.String()
}

func (v *view) text() string {
	var b strings.Builder
	for _, p := range v.Paragraphs {
		b.WriteString(p + "\n\n")
	}
	for _, r := range v.Rows {
		b.WriteString(r.Name + ": " + r.Value + "\n")
	}
	if v.Link != "" {
		b.WriteString("\n" + v.Join + ":\n" + v.Link + "\n")
	}
	if len(v.Answers) > 0 {
		b.WriteString("\n" + v.Asked() + "\n")
		for _, a := range v.Answers {
			b.WriteString(a.Text + ": " + a.Link + "\n")
		}
	}
	return b.String() + "\n-- \n" + v.Footer() + "\n"
}

// paragraphs parts a text at empty lines.
func paragraphs(s string) []string {
	var all []string
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
