#!/usr/bin/env bash
# Makes the streams of this folder anew, with FFmpeg 5.1 of Debian 12.
set -euo pipefail
cd "$(dirname "$0")"
size=160x96
n=12

make() { # make FILE ARGUMENTS...: the moving test picture, encoded
	local file=$1
	shift
	ffmpeg -v error -y -f lavfi -i "testsrc2=size=$size:rate=25,noise=alls=6:allf=t:all_seed=1" -frames:v $n "$@" -fflags +bitexact -flags:v +bitexact "$file"
}
x264() { # x264 FILE PROFILE FORMAT OPTIONS
	make "$1" -pix_fmt "$3" -c:v libx264 -profile:v "$2" -preset medium -qp 30 -x264-params "threads=1:$4" \
		-bsf:v h264_metadata=aud=insert,filter_units=remove_types=6
}
x265() { # x265 FILE FORMAT
	make "$1" -pix_fmt "$2" -c:v libx265 -preset medium -x265-params "log-level=error:pools=none:frame-threads=1:aud=1:info=0:qp=32"
}

x264 baseline.h264 baseline yuv420p "keyint=6"
x264 main.h264 main yuv420p "bframes=0"
x264 high-b.h264 high yuv420p "bframes=2"
x264 high-interlaced.h264 high yuv420p "tff=1:bframes=1"
x264 high-slices.h264 high yuv420p "slices=4:intra-refresh=1:bframes=0"
x264 high-fullrange.h264 high yuvj420p "bframes=0"
x264 high10.h264 high10 yuv420p10le "bframes=1:qp=42"
x264 high422.h264 high422 yuv422p "bframes=0"
x264 high444.h264 high444 yuv444p "bframes=0"
make gray.h264 -pix_fmt gray -c:v libx264 -profile:v high -qp 30 -x264-params threads=1 -bsf:v h264_metadata=aud=insert,filter_units=remove_types=6
size=162x94 x264 odd.h264 high yuv420p "bframes=0"
x265 main.h265 yuv420p
x265 main10.h265 yuv420p10le
make vp8.ivf -pix_fmt yuv420p -c:v libvpx -deadline realtime -cpu-used 4 -b:v 200k
make vp9.ivf -pix_fmt yuv420p -c:v libvpx-vp9 -deadline realtime -cpu-used 6 -b:v 150k
make vp9-444.ivf -pix_fmt yuv444p -c:v libvpx-vp9 -deadline realtime -cpu-used 6 -b:v 150k
make vp9-10.ivf -pix_fmt yuv420p10le -c:v libvpx-vp9 -deadline realtime -cpu-used 6 -b:v 150k
make av1.ivf -pix_fmt yuv420p -c:v libaom-av1 -usage realtime -cpu-used 8 -b:v 150k -lag-in-frames 0
make av1-10.ivf -pix_fmt yuv420p10le -c:v libaom-av1 -usage realtime -cpu-used 8 -b:v 150k -lag-in-frames 0
n=4
make yuvj420.mjpeg -pix_fmt yuvj420p -c:v mjpeg -q:v 8
make yuvj422.mjpeg -pix_fmt yuvj422p -c:v mjpeg -q:v 8
make yuvj444.mjpeg -pix_fmt yuvj444p -c:v mjpeg -q:v 8
