package onviftest

import (
	"context"
	"encoding/xml"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Discoverable answers probes on an interface until ctx ends, with addresses as where it
// is served.
func (c *Camera) Discoverable(ctx context.Context, on *net.Interface, addresses string) error {
	socket, err := net.ListenMulticastUDP("udp4", on, &net.UDPAddr{IP: net.IPv4(239, 255, 255, 250), Port: 3702})
	if err != nil {
		return fmt.Errorf("onviftest: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = socket.Close() })()
	buffer := make([]byte, 1<<16)
	for {
		n, from, err := socket.ReadFromUDP(buffer)
		if err != nil {
			return ctx.Err()
		}
		var probe struct {
			Header struct{ MessageID string }
			Body   struct{ Probe *struct{ Types string } }
		}
		if xml.Unmarshal(buffer[:n], &probe) != nil || probe.Body.Probe == nil {
			continue
		}
		for range 2 { // as some do
			_, _ = socket.WriteToUDP([]byte(c.probeMatch(strings.TrimSpace(probe.Header.MessageID), addresses)), from)
		}
	}
}

func (c *Camera) probeMatch(to, addresses string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" ` +
		`xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" ` +
		`xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header><a:MessageID>urn:uuid:5a4b0f34-6f0c-4b57-8d0e-1f2b3c4d5e6f</a:MessageID><a:RelatesTo>` + text(to) +
		`</a:RelatesTo><a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To>` +
		`<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header><s:Body><d:ProbeMatches><d:ProbeMatch>` +
		`<a:EndpointReference><a:Address>urn:uuid:1419d68a-1dd2-11b2-a105-0123456789ab</a:Address></a:EndpointReference>` +
		`<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/` + url.PathEscape(c.cfg.Name) +
		` onvif://www.onvif.org/hardware/` + url.PathEscape(c.cfg.Model) + `</d:Scopes><d:XAddrs>` + text(addresses) +
		`</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>`
}
