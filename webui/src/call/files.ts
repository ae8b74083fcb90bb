import { problemOf } from '../api/problem';
import { Refusal } from '../protocol/refusal';
import type { ChatFile } from '../protocol/types';

/**
 * Fetches a file of the chat and hands it to the browser as a download. Not a
 * plain link: a guest shows who he is by a header.
 */
export async function download(file: ChatFile, secret: string): Promise<void> {
  const answer = await fetch(file.url, { headers: { Authorization: `Participant ${secret}` } }).catch(() => {
    throw new Refusal('offline', 'offline');
  });
  if (!answer.ok) throw await problemOf(answer);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
