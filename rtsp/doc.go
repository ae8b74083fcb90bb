// Package rtsp is cameras in and the conference out, by RTSP (RFC 2326).
package rtsp
