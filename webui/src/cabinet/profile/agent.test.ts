import { expect, it } from 'vitest';
import { readAgent } from './agent';

const table: [string, string, string, boolean][] = [
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Chrome',
    'Linux',
    false,
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Edge',
    'Windows',
    false,
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    'Safari',
    'macOS',
    false,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari',
    'iOS',
    true,
  ],
  ['Mozilla/5.0 (Android 15; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0', 'Firefox', 'Android', true],
  [
    'Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 Chrome/140.0 YaBrowser/26.1 Safari/537.36',
    'Yandex Browser',
    'Linux',
    false,
  ],
  ['curl/8.5.0', 'curl', '', false],
  ['', '', '', false],
];
for (const [agent, browser, system, phone] of table) {
  it(`${browser || 'nothing'} on ${system || 'nothing'}`, () => {
    expect(readAgent(agent)).toEqual({ browser, system, phone });
  });
}
