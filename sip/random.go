package sip

import (
	"crypto/rand"
	"strings"

	"veche/sip/transaction"
)

// newTag is unguessable: who knows it speaks within the dialog.
func newTag() string { return strings.ToLower(rand.Text()[:16]) }

func newBranch() string { return transaction.Cookie + strings.ToLower(rand.Text()[:20]) }

func newCallID() string { return strings.ToLower(rand.Text()) }
