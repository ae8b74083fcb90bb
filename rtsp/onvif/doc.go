// Package onvif speaks with cameras beside their pictures: what they are, which streams
// they have, how they are moved (ONVIF Core, Media and PTZ, version 10 of the services),
// and finds them on the local network (WS-Discovery 1.0).
//
// The words: a [Device] is a camera or recorder that was reached; a [Profile] is one of
// its streams, with its token; a [Found] is one that answered a probe.
//
// What bites: whatever a device answers is foreign text. Its answers are bounded, its
// entities are not expanded, its redirects are not followed, and the addresses of
// services that it names are asked at the host that was given, never elsewhere: so no
// password goes to a host that nobody typed, and a camera behind a forwarded port, which
// names its inside address, works. Passwords are sent as digests only.
package onvif
