import { createStore } from '../../state/store';

const kept = 'veche.drafts';

/** What was typed and not sent, for each conversation; it lives as long as the tab. */
export const drafts = createStore<Readonly<Record<string, string>>>(restore());

function restore(): Record<string, string> {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(kept) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
  } catch {
    return {};
  }
}

function keep(next: Readonly<Record<string, string>>): void {
  drafts.set(next);
  try {
    sessionStorage.setItem(kept, JSON.stringify(next));
  } catch {
    // Full or forbidden: the page itself still has it.
  }
}

export function setDraft(conversation: string, text: string): void {
  const { [conversation]: _, ...others } = drafts.get();
  keep(text.trim() ? { ...others, [conversation]: text } : others);
}

/** Nothing of it may be left for who logs in next. */
export const forgetDrafts = () => keep({});
