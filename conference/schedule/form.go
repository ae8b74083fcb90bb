package schedule

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const maxLabel = 200 // characters

var (
	errFieldKey   = &Error{"registration_field", "fields", "There is no such field, or it stands there twice."}
	errFieldCount = &Error{"registration_own_fields", "fields", "A form has at most 10 fields of one's own."}
	errFieldLabel = &Error{"registration_label", "fields", "A field of one's own has a label of 1 to 200 characters."}
	// ErrFieldsFixed: people have filled in the form as it is (G24, G25).
	ErrFieldsFixed = &Error{"registration_fields_fixed", "fields", "The fields of the form were chosen when the conference was made, and stay."}
)

// settleFields puts what is always there into its place, and gives own fields keys.
func settleFields(given []Field) []Field {
	fields := slices.Clone(given)
	for _, key := range []string{EMail, FirstName} {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Key == key }) {
			fields = slices.Insert(fields, 0, Field{Key: key})
		}
	}
	taken := make(map[string]bool, len(fields))
	for i := range fields {
		f := &fields[i]
		f.Key, f.Label = strings.TrimSpace(f.Key), strings.TrimSpace(f.Label)
		f.Required = f.Required || f.Key == FirstName || f.Key == EMail
		if f.Key != "" && !f.Own() {
			f.Label = ""
		}
		taken[f.Key] = true
	}
	for i := range fields {
		for n := 1; fields[i].Key == "" && n <= MostOwnFields+1; n++ {
			if key := ownKey(n); !taken[key] {
				fields[i].Key, taken[key] = key, true
			}
		}
	}
	return fields
}

func ownKey(n int) string { return "own" + strconv.Itoa(n) }

func validFields(fields []Field) error {
	seen := make(map[string]bool, len(fields))
	own := 0
	for i := range fields {
		f := &fields[i]
		if seen[f.Key] {
			return errFieldKey
		}
		seen[f.Key] = true
		if !f.Own() {
			continue
		}
		if own++; own > MostOwnFields {
			return errFieldCount
		}
		if !ownKeyValid(f.Key) {
			return errFieldKey
		}
		if n := utf8.RuneCountInString(f.Label); n == 0 || n > maxLabel || !utf8.ValidString(f.Label) {
			return errFieldLabel
		}
	}
	return nil
}

func ownKeyValid(key string) bool {
	for n := 1; n <= MostOwnFields; n++ {
		if key == ownKey(n) {
			return true
		}
	}
	return false
}

// SameFields tells whether a form with these fields is the same.
func (r *Registration) SameFields(other *Registration) bool {
	return slices.Equal(r.Fields, other.Fields)
}
