import type { Language } from './language';
import { addTexts, type Load } from './start';

/** Texts of the guest entry that most visitors never need, or not before they are in the call. */
const tables = {
  planned: one('planned'),
  reply: one('reply'),
  guide: one('guide'),
  install: one('install'),
  widget: both(one('planned'), one('widget')),
  /** What is fetched by itself once one is in the call, with the errors that can happen only there. */
  inside: both(one('inside'), one('dial')),
} satisfies Record<string, Load>;

export type Part = keyof typeof tables;

/** Fetches what comes on demand together with its texts; it is not shown without them. */
export async function withTexts<T>(part: Part, component: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([component, addTexts(tables[part])]);
  return loaded;
}

/** Fetches texts before they are needed; when they do not come, whoever needs them asks again. */
export function expectTexts(part: Part): void {
  addTexts(tables[part]).catch(() => undefined);
}

function one(name: string): Load {
  return async (language: Language) => {
    const table = (await import(`./${language}/${name}.json`)) as { default: object };
    return { [name]: table.default };
  };
}

function both(first: Load, second: Load): Load {
  return async (language) => {
    const [some, more] = await Promise.all([first(language), second(language)]);
    return { ...some, ...more };
  };
}
