import i18next, { type TFunction } from 'i18next';
import { expect, test } from 'vitest';
import type { Message } from '../../api/types';
import { texts as english } from '../i18n/en';
import { texts as russian } from '../i18n/ru';
import { actText } from './words';

const galina = { login: 'galina', name: 'Galina' };
const anna = { login: 'anna', name: 'Anna' };
const me = { login: 'me', name: 'Me' };

async function inLanguage(lng: string): Promise<TFunction> {
  const i18n = i18next.createInstance();
  await i18n.init({ lng, resources: { en: { translation: english }, ru: { translation: russian } } });
  return i18n.t as TFunction;
}

test.each([
  ['ru', galina, [anna], 'Galina добавляет: Anna'],
  ['ru', galina, [me], 'Galina добавляет вас'],
  ['ru', galina, [me, anna], 'Galina добавляет вас, а также: Anna'],
  ['ru', me, [anna], 'Вы добавили: Anna'],
  ['en', galina, [me], 'Galina added you'],
])('%s: who is added to a group', async (lng, from, people, said) => {
  const t = await inLanguage(lng);
  const message = { from, act: { kind: 'added', people, name: '' } } as unknown as Message;
  expect(actText(t, message, 'me')).toBe(said);
});
