package wire

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

var profiles = []struct {
	name string
	dtls dtls.SRTPProtectionProfile
	srtp srtp.ProtectionProfile
	key  int
	salt int
}{
	{"AEAD_AES_128_GCM", dtls.SRTP_AEAD_AES_128_GCM, srtp.ProtectionProfileAeadAes128Gcm, 16, 12},
	{"AEAD_AES_256_GCM", dtls.SRTP_AEAD_AES_256_GCM, srtp.ProtectionProfileAeadAes256Gcm, 32, 12},
	{"AES128_CM_HMAC_SHA1_80", dtls.SRTP_AES128_CM_HMAC_SHA1_80, srtp.ProtectionProfileAes128CmHmacSha1_80, 16, 14},
	{"AES128_CM_HMAC_SHA1_32", dtls.SRTP_AES128_CM_HMAC_SHA1_32, srtp.ProtectionProfileAes128CmHmacSha1_32, 16, 14},
}

func keysOf(profile dtls.SRTPProtectionProfile, key, salt int) Keys {
	k := Keys{Profile: profile, Local: Master{make([]byte, key), make([]byte, salt)}}
	_, _ = rand.Read(k.Local.Key)
	_, _ = rand.Read(k.Local.Salt)
	k.Remote = k.Local // so that our own Opener opens what our Sealer seals
	return k
}

func packet(tb testing.TB, seq uint16, payload string) (raw []byte, header int) {
	tb.Helper()
	p := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 96, SequenceNumber: seq, Timestamp: 7, SSRC: 0x1234, Marker: true}}
	if err := p.SetExtension(3, []byte{1, 2}); err != nil {
		tb.Fatal(err)
	}
	header = p.Header.MarshalSize()
	p.Payload = []byte(payload)
	raw, err := p.Marshal()
	if err != nil {
		tb.Fatal(err)
	}
	return raw, header
}

func TestSealedIsOpenedByPionAndBack(t *testing.T) {
	for _, p := range profiles {
		t.Run(p.name, func(t *testing.T) {
			k := keysOf(p.dtls, p.key, p.salt)
			theirs, err := srtp.CreateContext(k.Local.Key, k.Local.Salt, p.srtp)
			if err != nil {
				t.Fatal(err)
			}
			sender, err := srtp.CreateContext(k.Local.Key, k.Local.Salt, p.srtp)
			if err != nil {
				t.Fatal(err)
			}
			sealer, err := NewSealer(k)
			if err != nil {
				t.Fatal(err)
			}
			opener, err := NewOpener(k)
			if err != nil {
				t.Fatal(err)
			}
			out, in := OutStream{SSRC: 0x1234}, InStream{}
			// Across two roll-overs of the sequence number.
			for i := range 3 * 0x8000 {
				if i > 10 && i < 0x7ff0 || i > 0x8010 && i%0x4000 > 10 {
					if i%97 != 0 {
						continue
					}
				}
				seq := uint16(0x7ff0 + i)
				raw, n := packet(t, seq, "some payload")
				buf := make([]byte, len(raw)+Overhead)
				copy(buf, raw[:n])
				size, err := sealer.RTP(&out, seq, buf, n, raw[n:])
				if err != nil {
					t.Fatalf("seal %d: %v", seq, err)
				}
				got, err := theirs.DecryptRTP(nil, buf[:size], nil)
				if err != nil {
					t.Fatalf("pion does not open %d: %v", seq, err)
				}
				if !bytes.Equal(got, raw) {
					t.Fatalf("pion opened %x, want %x", got, raw)
				}
				sealed, err := sender.EncryptRTP(nil, raw, nil)
				if err != nil {
					t.Fatal(err)
				}
				size, err = opener.RTP(&in, sealed, n)
				if err != nil {
					t.Fatalf("open %d: %v", seq, err)
				}
				if !bytes.Equal(sealed[:size], raw) {
					t.Fatalf("opened %x, want %x", sealed[:size], raw)
				}
			}
			report := []byte{0x80, 201, 0, 1, 0, 0, 0x12, 0x34, 0x81, 203, 0, 1, 0, 0, 0x12, 0x34}
			for range 3 {
				buf := make([]byte, len(report)+Overhead+10)
				size, err := sealer.RTCP(buf, report)
				if err != nil {
					t.Fatal(err)
				}
				got, err := theirs.DecryptRTCP(nil, buf[:size], nil)
				if err != nil || !bytes.Equal(got, report) {
					t.Fatalf("pion opened %x, %v", got, err)
				}
				sealed, err := sender.EncryptRTCP(nil, report, nil)
				if err != nil {
					t.Fatal(err)
				}
				again := bytes.Clone(sealed)
				if got, err = opener.RTCP(sealed); err != nil || !bytes.Equal(got, report) {
					t.Fatalf("opened %x, %v", got, err)
				}
				if _, err = opener.RTCP(again); err == nil {
					t.Error("RTCP opened twice")
				}
			}
		})
	}
}

func TestNoIndexIsSealedTwice(t *testing.T) {
	for _, p := range profiles {
		t.Run(p.name, func(t *testing.T) {
			sealer, err := NewSealer(keysOf(p.dtls, p.key, p.salt))
			if err != nil {
				t.Fatal(err)
			}
			st := OutStream{SSRC: 0x1234}
			seal := func(seq uint16) error {
				raw, n := packet(t, seq, "x")
				buf := make([]byte, len(raw)+Overhead)
				copy(buf, raw[:n])
				_, err := sealer.RTP(&st, seq, buf, n, raw[n:])
				return err
			}
			for _, step := range []struct {
				seq uint16
				err error
			}{
				{65000, nil},
				{65000, ErrReused},
				{65002, nil},
				{65001, nil},
				{65001, ErrReused},
				{65530, nil},
				{3, nil},
				{65531, nil},
				{65531, ErrReused},
				{3, ErrReused},
				{2, nil},
				{2000, nil},
				{900, ErrReused}, // too old to know
			} {
				if err := seal(step.seq); !errors.Is(err, step.err) {
					t.Errorf("seal %d: %v, want %v", step.seq, err, step.err)
				}
			}
		})
	}
}

func TestNothingIsAllocatedForAPacket(t *testing.T) {
	for _, p := range profiles {
		t.Run(p.name, func(t *testing.T) {
			k := keysOf(p.dtls, p.key, p.salt)
			sealer, _ := NewSealer(k)
			opener, _ := NewOpener(k)
			out, in := OutStream{SSRC: 0x1234}, InStream{}
			raw, n := packet(t, 1, string(make([]byte, 160)))
			buf := make([]byte, len(raw)+Overhead)
			report := make([]byte, 64)
			seq := uint16(0)
			if got := testing.AllocsPerRun(100, func() {
				seq++
				copy(buf, raw[:n])
				buf[2], buf[3] = byte(seq>>8), byte(seq)
				size, err := sealer.RTP(&out, seq, buf, n, raw[n:])
				if err != nil {
					t.Fatal(err)
				}
				if _, err = opener.RTP(&in, buf[:size], n); err != nil {
					t.Fatal(err)
				}
				if size, err = sealer.RTCP(report, raw[:16]); err != nil {
					t.Fatal(err)
				}
				if _, err = opener.RTCP(report[:size]); err != nil {
					t.Fatal(err)
				}
			}); got > 0 {
				t.Errorf("%v allocations", got)
			}
		})
	}
}

func TestForgedAndRepeatedPacketsDoNotOpen(t *testing.T) {
	for _, p := range profiles {
		t.Run(p.name, func(t *testing.T) {
			k := keysOf(p.dtls, p.key, p.salt)
			sealer, _ := NewSealer(k)
			opener, _ := NewOpener(k)
			out, in := OutStream{SSRC: 0x1234}, InStream{}
			raw, n := packet(t, 9, "payload")
			buf := make([]byte, len(raw)+Overhead)
			copy(buf, raw[:n])
			size, err := sealer.RTP(&out, 9, buf, n, raw[n:])
			if err != nil {
				t.Fatal(err)
			}
			for i := range size {
				forged := bytes.Clone(buf[:size])
				forged[i] ^= 0x40
				if i == 0 {
					continue // the version: no RTP any more
				}
				if _, err := opener.RTP(&InStream{}, forged, n); err == nil {
					t.Fatalf("opened although byte %d was changed", i)
				}
			}
			again := bytes.Clone(buf[:size])
			if _, err := opener.RTP(&in, buf[:size], n); err != nil {
				t.Fatal(err)
			}
			if _, err := opener.RTP(&in, again, n); err == nil {
				t.Error("a repeated packet opened")
			}
		})
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte{0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2}, 12)
	f.Add([]byte{0x80, 200, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2}, 8)
	var keys []Keys
	for _, p := range profiles {
		keys = append(keys, keysOf(p.dtls, p.key, p.salt))
	}
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		if n < 12 || n > len(b) {
			n = min(12, len(b))
		}
		for _, k := range keys {
			opener, err := NewOpener(k)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := opener.RTP(&InStream{}, bytes.Clone(b), n); err == nil {
				t.Error("opened RTP without the key")
			}
			if _, err := opener.RTCP(bytes.Clone(b)); err == nil {
				t.Error("opened RTCP without the key")
			}
		}
	})
}

func FuzzWindow(f *testing.F) {
	f.Add([]byte{1, 2, 3, 250, 1})
	f.Fuzz(func(t *testing.T, steps []byte) {
		var w window
		used := make(map[uint64]bool)
		index := uint64(1 << 20)
		for _, s := range steps {
			index += uint64(int64(int8(s)) * int64(s%7))
			if !w.fresh(index) {
				if !used[index] && w.top-index < windowSize {
					t.Fatalf("%d counts as used", index)
				}
				continue
			}
			if used[index] {
				t.Fatalf("%d may be used twice", index)
			}
			used[index] = true
			w.use(index)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	for _, p := range profiles {
		b.Run(p.name, func(b *testing.B) {
			sealer, _ := NewSealer(keysOf(p.dtls, p.key, p.salt))
			st := OutStream{SSRC: 0x1234}
			raw, n := packet(b, 1, string(make([]byte, 1150)))
			buf := make([]byte, len(raw)+Overhead)
			copy(buf, raw[:n])
			b.ReportAllocs()
			seq := uint16(0)
			for b.Loop() {
				seq++
				buf[2], buf[3] = byte(seq>>8), byte(seq)
				if _, err := sealer.RTP(&st, seq, buf, n, raw[n:]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
