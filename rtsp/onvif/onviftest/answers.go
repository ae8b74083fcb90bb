package onviftest

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer carries out an action.
func (c *Camera) answer(w http.ResponseWriter, r *http.Request, action string, in *request) {
	body := c.body(r, action, in)
	if body == "" {
		refuse(w, http.StatusInternalServerError, "ter:ActionNotSupported", "Optional Action Not Implemented")
		return
	}
	whole := wrap(body)
	w.Header().Set("Content-Type", "application/soap+xml; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(whole))) // onvif-util knows no chunks
	_, _ = io.WriteString(w, whole)
}

func (c *Camera) body(r *http.Request, action string, in *request) string {
	base := "http://" + r.Host
	if c.cfg.Host != "" {
		base = "http://" + c.cfg.Host
	}
	switch action {
	case "GetSystemDateAndTime":
		return c.clock()
	case "GetServices":
		return c.services(base)
	case "GetCapabilities":
		return c.capabilities(base)
	case "GetDeviceInformation":
		return `<tds:GetDeviceInformationResponse><tds:Manufacturer>Veche</tds:Manufacturer><tds:Model>` + text(c.cfg.Model) +
			`</tds:Model><tds:FirmwareVersion>1.0</tds:FirmwareVersion><tds:SerialNumber>42</tds:SerialNumber><tds:HardwareId>1</tds:HardwareId></tds:GetDeviceInformationResponse>`
	case "GetHostname":
		return `<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP><tt:Name>camera</tt:Name></tds:HostnameInformation></tds:GetHostnameResponse>`
	case "GetScopes":
		return `<tds:GetScopesResponse><tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>onvif://www.onvif.org/type/video_encoder</tt:ScopeItem></tds:Scopes></tds:GetScopesResponse>`
	case "GetVideoSources":
		return `<trt:GetVideoSourcesResponse><trt:VideoSources token="source"><tt:Framerate>25</tt:Framerate>` +
			`<tt:Resolution><tt:Width>1920</tt:Width><tt:Height>1080</tt:Height></tt:Resolution></trt:VideoSources></trt:GetVideoSourcesResponse>`
	case "GetProfiles":
		return `<trt:GetProfilesResponse>` + c.profile("Profiles", "main") + c.profile("Profiles", "sub") + `</trt:GetProfilesResponse>`
	case "GetProfile":
		return `<trt:GetProfileResponse>` + c.profile("Profile", in.Body.Any[0].ProfileToken) + `</trt:GetProfileResponse>`
	case "GetStreamUri":
		return `<trt:GetStreamUriResponse><trt:MediaUri>` + uri(c.stream(in.Body.Any[0].ProfileToken)) + `</trt:MediaUri></trt:GetStreamUriResponse>`
	case "GetSnapshotUri":
		if c.cfg.Picture != nil {
			return `<trt:GetSnapshotUriResponse><trt:MediaUri>` + uri(base+"/snapshot.jpg") + `</trt:MediaUri></trt:GetSnapshotUriResponse>`
		}
	}
	if c.cfg.Fixed {
		return ""
	}
	return c.motion(action, in)
}

func uri(address string) string {
	return `<tt:Uri>` + text(address) + `</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>` +
		`<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT60S</tt:Timeout>`
}

func (c *Camera) stream(profile string) string {
	if profile == "main" || c.cfg.Stream == "" {
		return c.cfg.Stream
	}
	return c.cfg.Stream + "/" + profile
}

func (c *Camera) clock() string {
	date := func(t time.Time) string {
		return fmt.Sprintf(`<tt:Time><tt:Hour>%d</tt:Hour><tt:Minute>%d</tt:Minute><tt:Second>%d</tt:Second></tt:Time>`+
			`<tt:Date><tt:Year>%d</tt:Year><tt:Month>%d</tt:Month><tt:Day>%d</tt:Day></tt:Date>`,
			t.Hour(), t.Minute(), t.Second(), t.Year(), t.Month(), t.Day())
	}
	return `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>` +
		`<tt:TimeZone><tt:TZ>UTC0</tt:TZ></tt:TimeZone><tt:UTCDateTime>` + date(c.now()) + `</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`
}

func (c *Camera) services(base string) string {
	if c.cfg.Old {
		return ""
	}
	one := func(ns, path string) string {
		return `<tds:Service><tds:Namespace>` + ns + `</tds:Namespace><tds:XAddr>` + base + path +
			`</tds:XAddr><tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>`
	}
	all := one("http://www.onvif.org/ver10/device/wsdl", "/onvif/device_service") + one("http://www.onvif.org/ver10/media/wsdl", "/onvif/media")
	if !c.cfg.Fixed {
		all += one("http://www.onvif.org/ver20/ptz/wsdl", "/onvif/ptz")
	}
	return `<tds:GetServicesResponse>` + all + `</tds:GetServicesResponse>`
}

func (c *Camera) capabilities(base string) string {
	ptz := ""
	if !c.cfg.Fixed {
		ptz = `<tt:PTZ><tt:XAddr>` + base + `/onvif/ptz</tt:XAddr></tt:PTZ>`
	}
	return `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device><tt:XAddr>` + base + `/onvif/device_service</tt:XAddr></tt:Device>` +
		`<tt:Media><tt:XAddr>` + base + `/onvif/media</tt:XAddr><tt:StreamingCapabilities><tt:RTPMulticast>false</tt:RTPMulticast>` +
		`<tt:RTP_TCP>true</tt:RTP_TCP><tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP></tt:StreamingCapabilities></tt:Media>` + ptz +
		`</tds:Capabilities></tds:GetCapabilitiesResponse>`
}

// profile is one of the two, in an element of this name.
func (c *Camera) profile(element, token string) string {
	ptz, name, width, height := "", "Main stream", 1920, 1080
	if token != "main" {
		token, name, width, height = "sub", "Second stream", 640, 360
	}
	if !c.cfg.Fixed {
		ptz = `<tt:PTZConfiguration token="ptz"><tt:Name>ptz</tt:Name><tt:UseCount>2</tt:UseCount><tt:NodeToken>node</tt:NodeToken></tt:PTZConfiguration>`
	}
	return fmt.Sprintf(`<trt:%s token="%s" fixed="true"><tt:Name>%s</tt:Name>`+
		`<tt:VideoSourceConfiguration token="vs"><tt:Name>vs</tt:Name><tt:UseCount>2</tt:UseCount><tt:SourceToken>source</tt:SourceToken>`+
		`<tt:Bounds x="0" y="0" width="1920" height="1080"/></tt:VideoSourceConfiguration>`+
		`<tt:VideoEncoderConfiguration token="ve%s"><tt:Name>ve</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>H264</tt:Encoding>`+
		`<tt:Resolution><tt:Width>%d</tt:Width><tt:Height>%d</tt:Height></tt:Resolution><tt:Quality>5</tt:Quality>`+
		`<tt:RateControl><tt:FrameRateLimit>25</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>4096</tt:BitrateLimit></tt:RateControl>`+
		`<tt:H264><tt:GovLength>25</tt:GovLength><tt:H264Profile>Main</tt:H264Profile></tt:H264><tt:SessionTimeout>PT60S</tt:SessionTimeout></tt:VideoEncoderConfiguration>`+
		`%s</trt:%s>`, element, token, name, token, width, height, ptz, element)
}

// spaces of the node: those of its kind, each with a range of its own.
func (c *Camera) spaces() string {
	const at = "http://www.onvif.org/ver10/tptz/"
	plane := func(name, uri string) string {
		return fmt.Sprintf(`<tt:%s><tt:URI>%s%s</tt:URI><tt:XRange><tt:Min>-1</tt:Min><tt:Max>1</tt:Max></tt:XRange><tt:YRange><tt:Min>-1</tt:Min><tt:Max>1</tt:Max></tt:YRange></tt:%s>`,
			name, at, uri, name)
	}
	line := func(name, uri string, low int) string {
		return fmt.Sprintf(`<tt:%s><tt:URI>%s%s</tt:URI><tt:XRange><tt:Min>%d</tt:Min><tt:Max>1</tt:Max></tt:XRange></tt:%s>`, name, at, uri, low, name)
	}
	all := plane("AbsolutePanTiltPositionSpace", "PanTiltSpaces/PositionGenericSpace") + line("AbsoluteZoomPositionSpace", "ZoomSpaces/PositionGenericSpace", 0) +
		plane("RelativePanTiltTranslationSpace", "PanTiltSpaces/TranslationGenericSpace") + line("RelativeZoomTranslationSpace", "ZoomSpaces/TranslationGenericSpace", -1)
	if !c.cfg.Still {
		all += plane("ContinuousPanTiltVelocitySpace", "PanTiltSpaces/VelocityGenericSpace") + line("ContinuousZoomVelocitySpace", "ZoomSpaces/VelocityGenericSpace", -1)
	}
	return all
}

// motion carries out an action of the PTZ service.
func (c *Camera) motion(action string, in *request) string {
	asked := &in.Body.Any[0]
	done := `<tptz:` + action + `Response/>`
	switch action {
	case "GetNodes":
		return `<tptz:GetNodesResponse><tptz:PTZNode token="node"><tt:Name>node</tt:Name><tt:SupportedPTZSpaces>` + c.spaces() +
			`</tt:SupportedPTZSpaces><tt:MaximumNumberOfPresets>100</tt:MaximumNumberOfPresets><tt:HomeSupported>false</tt:HomeSupported></tptz:PTZNode></tptz:GetNodesResponse>`
	case "GetPresets":
		var b strings.Builder
		for _, p := range c.kept() {
			fmt.Fprintf(&b, `<tptz:Preset token="%s"><tt:Name>%s</tt:Name></tptz:Preset>`, p.Token, text(p.Name))
		}
		return `<tptz:GetPresetsResponse>` + b.String() + `</tptz:GetPresetsResponse>`
	case "SetPreset":
		return `<tptz:SetPresetResponse><tptz:PresetToken>` + c.keep(asked.PresetName) + `</tptz:PresetToken></tptz:SetPresetResponse>`
	case "ContinuousMove":
		if c.cfg.Still {
			return ""
		}
		c.moved(Move{Action: action, Vector: asked.Velocity.of(), Timeout: asked.Timeout})
	case "RelativeMove":
		c.moved(Move{Action: action, Vector: asked.Translation.of()})
	case "AbsoluteMove":
		c.moved(Move{Action: action, Vector: asked.Position.of()})
	case "GotoPreset":
		c.moved(Move{Action: action, Preset: asked.PresetToken})
	case "Stop":
		c.moved(Move{Action: action})
	default:
		return ""
	}
	return done
}
