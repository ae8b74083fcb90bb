package telephony

import "time"

// State is what the gateway tells of itself at one moment.
type State struct {
	Addresses []Address    `json:"addresses" nullable:"false" doc:"Where calls are taken"`
	Trunks    []TrunkState `json:"trunks" nullable:"false" doc:"Registrations of ours; trunks without one are left out"`
	Devices   []Contact    `json:"devices" nullable:"false" doc:"Devices that are registered now"`
	Limited   []Limited    `json:"limited" nullable:"false" doc:"Sources that are limited, or were within a day; the latest first"`
	Calls     int          `json:"calls" doc:"Calls under way"`
}

// Address that the gateway listens on.
type Address struct {
	Transport string `json:"transport" enum:"udp,tcp,tls"`
	Address   string `json:"address" doc:"Host and port"`
}

// TrunkState is our registration at a trunk.
type TrunkState struct {
	ID     TrunkID   `json:"id"`
	State  Standing  `json:"state" enum:"waiting,registering,registered,failed"`
	Since  time.Time `json:"since" doc:"In this state"`
	Until  time.Time `json:"until,omitzero" doc:"Registered until; or, if failed, the next attempt"`
	Status int       `json:"status,omitempty" doc:"SIP status of a failure"`
	Reason string    `json:"reason,omitempty" doc:"What the trunk, or the network, said of it"`
	Cause  CauseKind `json:"cause,omitempty"`
}

// Standing of a registration.
type Standing string

// The standings.
const (
	StandingWaiting     Standing = "waiting" // for a call: before_call, and none was made
	StandingRegistering Standing = "registering"
	StandingRegistered  Standing = "registered"
	StandingFailed      Standing = "failed"
)

// Contact is a registered device.
type Contact struct {
	Username  string    `json:"username"`
	Address   string    `json:"address" doc:"Where it is called"`
	Transport string    `json:"transport"`
	Agent     string    `json:"agent" doc:"What it says it is"`
	Since     time.Time `json:"since"`
	Expires   time.Time `json:"expires" doc:"Unless it registers again"`
}

// Limited is a source of which too much came that leads nowhere (lesson 28).
type Limited struct {
	Source  string    `json:"source" doc:"An IPv4 address, or the /64 of an IPv6 one"`
	Rule    Rule      `json:"rule" doc:"That fired last: unknown, password, broken, stray"`
	Misses  int       `json:"misses" doc:"In all"`
	Dropped int       `json:"dropped" doc:"Messages that were not looked at"`
	Since   time.Time `json:"since"`
	Last    time.Time `json:"last"`
	Now     bool      `json:"now" doc:"It is limited at this moment"`
}

// Rule is why a source is limited.
type Rule string

// The rules.
const (
	RuleUnknown  Rule = "unknown"  // called numbers that are nobody's
	RulePassword Rule = "password" // wrong passwords of devices
	RuleBroken   Rule = "broken"   // sent what is no SIP
	RuleStray    Rule = "stray"    // spoke of calls that there are not
)
