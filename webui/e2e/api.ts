import { password, type Server } from './server';

/** The HTTP API of the server under test, signed in. */
export class Api {
  private constructor(
    readonly server: Server,
    readonly token: string,
  ) {}

  static async admin(server: Server): Promise<Api> {
    return Api.login(server, 'admin', password);
  }

  static async login(server: Server, login: string, secret: string): Promise<Api> {
    const answer = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ login, password: secret }),
    });
    if (!answer.ok) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
    const { token } = (await answer.json()) as { token: string };
    return new Api(server, token);
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.server.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Makes a public room that guests may enter; fields override. */
  room(
    fields: Record<string, unknown> = {},
  ): Promise<{ cid: string; id: string; name: string; url: string }> {
    return this.call('POST', '/conferences', { name: 'Weekly meeting', access: 'public', ...fields });
  }

  user(login: string, name: string, secret: string): Promise<unknown> {
    return this.call('POST', '/users', { login, name, email: '', password: secret, admin: false });
  }
}
