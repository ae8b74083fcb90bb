package onvif

import "errors"

// What callers decide by.
var (
	// ErrPassword: the device does not take our name and password.
	ErrPassword = errors.New("onvif: wrong name or password")
	// ErrNotOffered: the device has no such service or operation.
	ErrNotOffered = errors.New("onvif: not offered by the device")
	// ErrTooLong: an answer is longer than any that is needed.
	ErrTooLong = errors.New("onvif: the answer is too long")
)
