package onvif

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"veche/conference/camera"
)

func FuzzReadEnvelope(f *testing.F) {
	f.Add(envelope("", element(nsMedia, "GetProfilesResponse", `<Profiles token="a"><Name>x</Name></Profiles>`)))
	f.Add(envelope("", `<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code></s:Fault>`))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><Envelope><Body>&b;</Body></Envelope>`))
	f.Add([]byte(`<Envelope><Body/></Envelope>`))
	f.Fuzz(func(_ *testing.T, raw []byte) {
		var into struct {
			GetProfilesResponse struct {
				Profiles []struct {
					Token string `xml:"token,attr"`
					Name  string
				}
			}
		}
		_ = readEnvelope(bytes.NewReader(raw), &into)
	})
}

func FuzzMatch(f *testing.F) {
	const id = "urn:uuid:1"
	answer := func(addresses, scopes string) []byte {
		return envelope(`<RelatesTo>`+id+`</RelatesTo>`, `<ProbeMatches><ProbeMatch><Scopes>`+scopes+`</Scopes><XAddrs>`+addresses+`</XAddrs></ProbeMatch></ProbeMatches>`)
	}
	f.Add(answer("http://10.0.0.7/onvif", "onvif://www.onvif.org/name/A%20b"))
	f.Add(answer("http://169.254.169.254/ http://10.0.0.7:80/x", ""))
	f.Add(probe(id))
	from := netip.MustParseAddr("10.0.0.7")
	f.Fuzz(func(t *testing.T, raw []byte) {
		if found, ok := match(raw, id, from); ok && !strings.Contains(found.Address, "10.0.0.7") {
			t.Errorf("got %+v", found)
		}
	})
}

// Devices that answer a probe are asked where they answer from, whatever they name.
func TestAFoundDeviceIsAskedWhereItAnswersFrom(t *testing.T) {
	t.Parallel()
	from := netip.MustParseAddr("10.0.0.7")
	for addresses, want := range map[string]string{
		"http://10.0.0.7/onvif/device_service":                    "http://10.0.0.7/onvif/device_service",
		"http://[fe80::1]/onvif http://10.0.0.7:8080/onvif":       "http://10.0.0.7:8080/onvif",
		"http://169.254.169.254/latest http://127.0.0.1/":         "",
		"http://camera.local/onvif":                               "",
		"ftp://10.0.0.7/ file:///etc/passwd http://a:b@10.0.0.7/": "",
		"": "",
	} {
		raw := envelope(`<RelatesTo>urn:uuid:1</RelatesTo>`, `<ProbeMatches><ProbeMatch><Scopes>onvif://www.onvif.org/hardware/D%20%E2%80%AE7 onvif://www.onvif.org/name/%zz</Scopes><XAddrs>`+
			addresses+`</XAddrs></ProbeMatch></ProbeMatches>`)
		got, ok := match(raw, "urn:uuid:1", from)
		if ok != (want != "") || ok && got != (camera.Found{Address: want, Host: "10.0.0.7", Name: "%zz", Model: "D 7"}) {
			t.Errorf("%q: %+v, %v", addresses, got, ok)
		}
		if _, ok := match(raw, "urn:uuid:2", from); ok {
			t.Error("an answer to somebody else was taken")
		}
	}
}

func FuzzChallenge(f *testing.F) {
	f.Add(`Digest realm="a, \"b\"", nonce="c", qop="auth,auth-int", algorithm=SHA-256, opaque="d"`)
	f.Add(`Digest nonce=x`)
	f.Add(`Basic realm="a"`)
	f.Fuzz(func(t *testing.T, line string) {
		c, ok := parseChallenge(line)
		if !ok {
			return
		}
		answer := c.answer(http.MethodPost, "/onvif", "ad\"min", "secret")
		if strings.Contains(answer, "secret") && !strings.Contains(line, "secret") || strings.ContainsAny(answer, "\r\n") {
			t.Errorf("%q: %q", line, answer)
		}
		if !DigestRight(answer, http.MethodPost, "/onvif", "ad\"min", "secret") {
			t.Errorf("%q: %q proves nothing", line, answer)
		}
	})
}

// RFC 7616 section 3.9.1.
func TestDigestsAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	const rest = `username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ` +
		`cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, `
	for algorithm, response := range map[string]string{
		"MD5": "8ca523f5e9506fed4657c9700eebdbec", "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
	} {
		if !DigestRight(`Digest `+rest+`algorithm=`+algorithm+`, response="`+response+`"`, "GET", "/dir/index.html", "Mufasa", "Circle of Life") {
			t.Errorf("%s is another", algorithm)
		}
	}
	// ONVIF Application Programmer's Guide, section 6.1.1.3.
	nonce, _ := base64.StdEncoding.DecodeString("LKqI6G/AikKCQrN0zqZFlg==")
	if got := PasswordDigest(nonce, "2010-09-16T07:50:45Z", "userpassword"); got != "tuOSpGlFlIXsozq4HFNeeGeFLEI=" {
		t.Errorf("got %s", got)
	}
}
