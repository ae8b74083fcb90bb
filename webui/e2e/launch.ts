import { execSync } from 'node:child_process';

const found = (name: string) => execSync(`command -v ${name}`, { shell: '/bin/sh' }).toString().trim();

export const chromium = () => process.env.CHROMIUM ?? found('chromium');
export const firefox = () => process.env.FIREFOX ?? found('firefox-esr || command -v firefox');

/** How Chromium is started, its own devices and permission questions aside. */
export const launchOptions = {
  executablePath: chromium(),
  chromiumSandbox: false,
  args: [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
    '--allow-loopback-in-peer-connection',
    // What opens below the address of each window is a page of its own, which nobody sees.
    '--disable-features=WebRtcHideLocalIpsWithMdns,WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  ],
};

/** Devices that are there without hardware, and are never asked about. */
export const fakeDevices = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
