// Package conferencetest has what a [conference.Directory] needs in tests: an
// archive, definitions, people and media rooms in memory, and pages that
// remember what they were told. All are safe for concurrent use.
package conferencetest
