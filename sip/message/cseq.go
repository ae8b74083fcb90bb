package message

import (
	"strconv"
	"strings"
)

// CSeq orders the requests of a dialog.
type CSeq struct {
	Number uint32 // below 2^31
	Method string
}

// ParseCSeq reads the value of the field.
func ParseCSeq(s string) (CSeq, error) {
	f := strings.Fields(s)
	if len(f) != 2 {
		return CSeq{}, &SyntaxError{"CSeq", s}
	}
	n, err := strconv.ParseUint(f[0], 10, 31)
	if err != nil {
		return CSeq{}, &SyntaxError{"CSeq", s}
	}
	return CSeq{uint32(n), f[1]}, nil
}

func (c CSeq) String() string { return strconv.FormatUint(uint64(c.Number), 10) + " " + c.Method }
