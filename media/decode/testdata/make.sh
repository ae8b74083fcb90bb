#!/usr/bin/env bash
# Makes the streams of this folder anew, with FFmpeg 5.1 of Debian 12.
set -euo pipefail
cd "$(dirname "$0")"

make() { # make FILE ARGUMENTS...: 30 pictures, each 6 brighter than the one before
	local file=$1
	shift
	ffmpeg -v error -y -f lavfi -i "nullsrc=size=64x64:rate=25,format=yuv420p,geq=lum='30+6*N':cb=128:cr=128" -frames:v 30 "$@" \
		-fflags +bitexact -flags:v +bitexact "$file"
}

make brighter.h264 -c:v libx264 -profile:v high -qp 12 -x264-params "threads=1:keyint=30:bframes=2:b-adapt=0:b-pyramid=none" \
	-bsf:v h264_metadata=aud=insert,filter_units=remove_types=6
make brighter.h265 -c:v libx265 -x265-params "log-level=error:pools=none:frame-threads=1:aud=1:info=0:qp=12:keyint=30:bframes=2:b-adapt=0:b-pyramid=0"
make brighter.mjpeg -pix_fmt yuvj420p -c:v mjpeg -q:v 2
