import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { Api } from './api';
import { become, devicesOf, type Persona } from './persona';
import { Server } from './server';
import { Visitor } from './visitor';

export interface VisitorOptions {
  viewport?: { width: number; height: number };
  language?: string;
  scheme?: 'light' | 'dark';
  /** Signed in by this session. */
  token?: string;
  /** Where the page comes from; a relay, when not the server. */
  url?: string;
  /** The browser's own devices instead of the persona's. */
  realDevices?: boolean;
  /** More to run in the page before its own scripts. */
  prepare?: (context: BrowserContext) => Promise<unknown>;
}

interface Fixtures {
  /** A running server, the same for all tests of a file, with data of its own. */
  server: Server;
  /** Its administrator. */
  admin: Api;
  /** Opens a browser context for somebody. A page that throws fails the test. */
  visitor: (persona: Persona, options?: VisitorOptions) => Promise<Visitor>;
}

interface Workers {
  /** Where the servers take media. */
  mediaListen: string;
  servers: { of: (file: string) => Promise<{ server: Server; admin: Api }> };
}

export const test = base.extend<Fixtures, Workers>({
  mediaListen: ['127.0.0.1:0', { option: true, scope: 'worker' }],
  servers: [
    async ({ mediaListen }, use) => {
      let now: { file: string; server: Server; admin: Api } | undefined;
      await use({
        of: async (file) => {
          if (now?.file !== file) {
            await now?.server.stop();
            now = undefined;
            const server = await Server.start(mediaListen);
            now = { file, server, admin: await Api.admin(server) };
          }
          return now;
        },
      });
      await now?.server.stop();
    },
    { scope: 'worker' },
  ],
  server: async ({ servers }, use, info) => {
    const { server } = await servers.of(info.file);
    const from = server.output().length;
    await use(server);
    if (info.status !== info.expectedStatus) {
      await info.attach('server.log', { body: server.output().slice(from), contentType: 'text/plain' });
    }
  },
  admin: async ({ servers, server: _ }, use, info) => use((await servers.of(info.file)).admin),
  visitor: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    await use(async (persona, options = {}) => {
      const url = options.url ?? server.url;
      const context = await browser.newContext({
        baseURL: url,
        viewport: options.viewport ?? { width: 1280, height: 800 },
        locale: options.language ?? 'en',
        colorScheme: options.scheme ?? 'light',
      });
      contexts.push(context);
      await context.grantPermissions(['microphone', 'camera', 'clipboard-read', 'clipboard-write'], {
        origin: url,
      });
      if (options.token) {
        await context.addCookies([{ name: 'veche', value: options.token, url, httpOnly: true }]);
      }
      if (!options.realDevices) await context.addInitScript(become, devicesOf(persona));
      await options.prepare?.(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(`${persona.name}: ${error.stack ?? error.message}`));
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) faults.push(`${persona.name}: ${message.text()}`);
      });
      if (process.env.VECHE_E2E_WIRE) tellWire(page, persona.name);
      return new Visitor(page, context, persona);
    });
    for (const context of contexts) await context.close();
    expect(faults, 'no page throws or breaks the content security policy').toEqual([]);
  },
});

/** Shows what goes over the WebSocket; for looking into a failure. */
function tellWire(page: Page, name: string): void {
  const tell = (way: string) => (frame: { payload: string | Buffer }) =>
    console.log(new Date().toISOString().slice(14, 23), name, way, String(frame.payload).slice(0, 600));
  page.on('websocket', (socket) => socket.on('framesent', tell('>')).on('framereceived', tell('<')));
}

export { expect, Visitor };
