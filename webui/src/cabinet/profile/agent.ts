const browsers: [RegExp, string][] = [
  [/YaBrowser\//, 'Yandex Browser'],
  [/EdgA?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Version\/.*Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPad/, 'iPadOS'],
  [/iPhone/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

const first = (table: [RegExp, string][], agent: string) => table.find(([re]) => re.test(agent))?.[1];

/** Browser and system of a User-Agent; a program is told by the beginning of its name. */
export function readAgent(agent: string): { browser: string; system: string; phone: boolean } {
  const browser = first(browsers, agent) ?? agent.split(/[\s/]/)[0] ?? '';
  return {
    browser,
    system: first(systems, agent) ?? '',
    phone: /Android|iPhone|iPad|Mobile/.test(agent),
  };
}
