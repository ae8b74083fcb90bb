// Package camera takes in IP cameras by RTSP (RFC 2326, requirement C19).
//
// The words: a camera is a stream at an address; [Cameras] keeps one connection to each,
// however many watch it; a [Sink] is one who watches. A camera is tried for ever, with
// pauses that grow, until nobody watches it any more; what is wrong with it meanwhile
// is its [veche/conference/camera.Status].
//
// What bites: cameras lie. Their descriptions, clocks, sessions and challenges are
// mended or ignored where that is possible, and nothing of theirs is taken without a
// bound. Their addresses hold passwords: what this package says of a camera, in logs
// and in [Info], has none.
//
// Certificates of cameras are not verified: they are self-signed nearly all, and there is
// no authority to ask. rtsps keeps out who only listens. The fingerprint is shown in
// [Info], and a change of it is logged.
package camera
