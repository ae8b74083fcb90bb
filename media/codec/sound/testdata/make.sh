#!/usr/bin/env bash
# Makes the streams of this folder anew, with FFmpeg 5.1 of Debian 12.
set -euo pipefail
cd "$(dirname "$0")"

make() { # make FILE CHANNELS RATE ARGUMENTS...: two tones, 600 and 1000 Hz
	local file=$1 channels=$2 rate=$3
	shift 3
	ffmpeg -v error -y -f lavfi -i "sine=frequency=600:sample_rate=$rate" -f lavfi -i "sine=frequency=1000:sample_rate=$rate" \
		-filter_complex "amix=2:duration=first" -t 0.5 -ac "$channels" -ar "$rate" "$@" -fflags +bitexact -flags:a +bitexact "$file"
}

make lc-mono.aac 1 16000 -c:a aac -b:a 32k
make lc-stereo.aac 2 44100 -c:a aac -b:a 64k
make lc-51.aac 6 48000 -c:a aac -b:a 96k
make g726-32.raw 1 8000 -c:a g726le -b:a 32k -f g726le
make g726-16.raw 1 8000 -c:a g726le -b:a 16k -f g726le
make g726-24.raw 1 8000 -c:a g726le -b:a 24k -f g726le
make g726-40.raw 1 8000 -c:a g726le -b:a 40k -f g726le
make g726-24-aal2.raw 1 8000 -c:a g726 -b:a 24k -f g726
make g726-32-aal2.raw 1 8000 -c:a g726 -b:a 32k -f g726
