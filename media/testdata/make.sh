#!/usr/bin/env bash
# Makes the streams of this folder anew, with FFmpeg 5.1 of Debian 12.
set -euo pipefail
cd "$(dirname "$0")"

n=25

make() { # make FILE ARGUMENTS...: a second of a blue wall, as a camera sees it
	local file=$1
	shift
	ffmpeg -v error -y -f lavfi -i "nullsrc=size=320x180:rate=25,format=yuv420p,geq=lum=41:cb=240:cr=110" -frames:v $n "$@" \
		-fflags +bitexact -flags:v +bitexact "$file"
}
x264() { # x264 FILE OPTIONS
	make "$1" -c:v libx264 -profile:v high -qp 20 -x264-params "threads=1:keyint=250:$2" -bsf:v h264_metadata=aud=insert,filter_units=remove_types=6
}

x264 plain.h264 "bframes=0"
x264 reordered.h264 "bframes=2:b-adapt=0:b-pyramid=none"
make plain.h265 -c:v libx265 -x265-params "log-level=error:pools=none:frame-threads=1:aud=1:info=0:qp=20:keyint=25:bframes=2"
make picture.mjpeg -pix_fmt yuvj420p -c:v mjpeg -q:v 4
n=150
x264 long.h264 "bframes=0"
