package rtpio_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/srtp/v3"

	"veche/media/codec"
	"veche/media/rtpio"
)

func TestSoundGoesBothWays(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	set(t, s, f.parameters())

	f.write(f.packet(8, 160, 1, 2, 3))
	got := next(t, e.packets, "packet")
	if got.Codec != codec.PCMA || got.Timestamp != 160 || got.SSRC != farSSRC || got.Sequence != 1001 || !bytes.Equal(got.Payload, []byte{1, 2, 3}) {
		t.Errorf("got %+v", got)
	}
	f.write(f.packet(0, 320, 4))
	if got := next(t, e.packets, "packet"); got.Codec != codec.PCMU {
		t.Errorf("got %v", got.Codec)
	}

	s.Send([]byte{9}, 20*time.Millisecond, true)
	s.Send([]byte{10}, 40*time.Millisecond, false)
	one, two := f.read(), f.read()
	if one.PayloadType != 8 || !one.Marker || two.Marker || !bytes.Equal(one.Payload, []byte{9}) {
		t.Errorf("got %v", one)
	}
	if two.SequenceNumber != one.SequenceNumber+1 || two.Timestamp != one.Timestamp+160 || two.SSRC != one.SSRC {
		t.Errorf("got %v after %v", two, one)
	}
}

func TestReportsTellTheTime(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	set(t, s, f.parameters())
	s.Send([]byte{9}, 0, true)
	f.write(f.packet(8, 160, 1))
	p := f.read()
	next(t, e.packets, "packet")
	f.writeControl(&rtcp.SenderReport{SSRC: farSSRC, NTPTime: 1 << 32, RTPTime: 160})

	report := control[*rtcp.SenderReport](f)
	if report.SSRC != p.SSRC || report.PacketCount != 1 || report.OctetCount != 1 || len(report.Reports) != 1 {
		t.Fatalf("got %+v", report)
	}
	if r := report.Reports[0]; r.SSRC != farSSRC || r.TotalLost != 0 || r.LastSenderReport != 1<<16 {
		t.Errorf("got %+v", r)
	}
	// The timestamp of the report is that of its time.
	if ahead := report.RTPTime - p.Timestamp; ahead == 0 || ahead > 8000*60 {
		t.Errorf("the report is %d samples ahead", ahead)
	}
	if _, ok := s.Timestamp(0); !ok {
		t.Error("the far end's clock is not known")
	}
	f.writeControl(&rtcp.ReceiverReport{SSRC: farSSRC, Reports: []rtcp.ReceptionReport{{
		SSRC: p.SSRC, FractionLost: 64, Jitter: 80, LastSenderReport: uint32(report.NTPTime >> 16),
	}}})
	until(t, "report", func() bool { return s.Quality().FarLost > 0 })
	if q := s.Quality(); q.FarLost != 0.25 || q.FarJitter != 10*time.Millisecond || q.RoundTrip <= 0 {
		t.Errorf("got %+v", q)
	}
}

func TestSealedCalls(t *testing.T) {
	t.Parallel()
	profiles := map[string]srtp.ProtectionProfile{
		"AES_CM_128_HMAC_SHA1_80": srtp.ProtectionProfileAes128CmHmacSha1_80,
		"AES_CM_128_HMAC_SHA1_32": srtp.ProtectionProfileAes128CmHmacSha1_32,
		"AEAD_AES_128_GCM":        srtp.ProtectionProfileAeadAes128Gcm,
	}
	for _, suite := range rtpio.Suites {
		t.Run(suite, func(t *testing.T) {
			t.Parallel()
			e := newEar()
			s := open(t, e, false)
			f := newFar(t, s)
			both, size := rtpio.SuiteSize(suite)
			ours, theirs := bytes.Repeat([]byte{1}, both), bytes.Repeat([]byte{2}, both)
			f.sealed(profiles[suite], ours[:size], ours[size:], theirs[:size], theirs[size:])
			p := f.parameters()
			keys, err := rtpio.SDES(suite, ours, theirs)
			if err != nil {
				t.Fatal(err)
			}
			p.Security.Keys = keys
			set(t, s, p)
			f.write(f.packet(8, 160, 1, 2, 3))
			if got := next(t, e.packets, "packet"); !bytes.Equal(got.Payload, []byte{1, 2, 3}) {
				t.Errorf("got %+v", got)
			}
			s.Send([]byte{9, 8, 7}, 0, true)
			if got := f.read(); !bytes.Equal(got.Payload, []byte{9, 8, 7}) {
				t.Errorf("got %v", got)
			}
			if r := control[*rtcp.SenderReport](f); r.PacketCount < 1 {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestNewKeysBeginAnotherSSRC(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	p := f.parameters()
	var before uint32
	for i := range byte(3) {
		ours, theirs := bytes.Repeat([]byte{i}, 30), bytes.Repeat([]byte{i + 100}, 30)
		var err error
		if p.Security.Keys, err = rtpio.SDES(rtpio.Suites[1], ours, theirs); err != nil {
			t.Fatal(err)
		}
		f.sealed(srtp.ProtectionProfileAes128CmHmacSha1_80, ours[:16], ours[16:], theirs[:16], theirs[16:])
		set(t, s, p)
		f.write(f.packet(8, 160, i+1))
		if got := next(t, e.packets, "packet"); got.Payload[0] != i+1 {
			t.Errorf("got %+v", got)
		}
		s.Send([]byte{i}, 0, true)
		got := f.read()
		if got.SSRC == before || got.Payload[0] != i {
			t.Errorf("got %v", got)
		}
		before = got.SSRC
	}
}

// sealed makes the far end use SRTP.
func (f *far) sealed(profile srtp.ProtectionProfile, theirKey, theirSalt, key, salt []byte) {
	f.tb.Helper()
	in, err := srtp.CreateContext(theirKey, theirSalt, profile)
	if err != nil {
		f.tb.Fatal(err)
	}
	out, err := srtp.CreateContext(key, salt, profile)
	if err != nil {
		f.tb.Fatal(err)
	}
	f.open = func(b []byte) ([]byte, error) { return in.DecryptRTP(nil, b, nil) }
	f.seal = func(b []byte) ([]byte, error) { return out.EncryptRTP(nil, b, nil) }
	f.sealedControl(profile, theirKey, theirSalt, key, salt)
}

// sealedControl makes it use SRTCP.
func (f *far) sealedControl(profile srtp.ProtectionProfile, theirKey, theirSalt, key, salt []byte) {
	f.tb.Helper()
	in, err := srtp.CreateContext(theirKey, theirSalt, profile)
	if err != nil {
		f.tb.Fatal(err)
	}
	out, err := srtp.CreateContext(key, salt, profile)
	if err != nil {
		f.tb.Fatal(err)
	}
	f.openCtl = func(b []byte) ([]byte, error) { return in.DecryptRTCP(nil, b, nil) }
	f.sealCtl = func(b []byte) ([]byte, error) { return out.EncryptRTCP(nil, b, nil) }
}
