import type { Participant } from '../../protocol/types';
import { type Conference, moderates } from '../../state/conference';
import { terminals } from './terminals';

export type PersonAction =
  | 'write'
  | 'muteMicrophone'
  | 'askMicrophone'
  | 'openMicrophone'
  | 'muteCamera'
  | 'askCamera'
  | 'openCamera'
  | 'stopScreen'
  | 'louder'
  | 'quieter'
  | 'lowerHand'
  | 'approve'
  | 'refusePodium'
  | 'callPodium'
  | 'takeDown'
  | 'holdPodium'
  | 'freePodium'
  | 'allowAnswer'
  | 'stopAnswer'
  | 'spotlight'
  | 'unspotlight'
  | 'keypad'
  | 'transfer'
  | 'steer'
  | 'rename'
  | 'promote'
  | 'demote'
  | 'remove';

/** How sensitive a moderator may make a microphone, and in which steps; in dB (I12). */
const gainMost = 12;
export const gainStep = 3;

/** What one may do with somebody in the conference, in the order of the menu (E11, I12). */
export function personActions(c: Pick<Conference, 'you' | 'info'>, p: Participant): PersonAction[] {
  const mine = p.id === c.you.id;
  const actions: PersonAction[] = [];
  const add = (action: PersonAction, when: boolean | undefined) => when && actions.push(action);
  const { permissions, role } = c.you;
  const terminal = terminals.has(p.kind); // nobody reads there, and nobody can be asked
  add('write', !mine && !terminal && permissions.chatOne);
  if (!moderates(c)) {
    add('rename', mine && role === 'guest');
    return actions;
  }
  const selector = c.info.mode === 'managed_selector' || c.info.mode === 'auto_selector';
  add('muteMicrophone', !mine && p.microphone);
  add('askMicrophone', !mine && !terminal && !p.microphone);
  add('openMicrophone', p.kind === 'rtsp' && !p.microphone);
  add('louder', !mine && p.microphone && (p.gain ?? 0) < gainMost);
  add('quieter', !mine && p.microphone && (p.gain ?? 0) > -gainMost);
  add('muteCamera', !mine && p.camera);
  add('askCamera', !mine && !terminal && !p.camera);
  add('openCamera', p.kind === 'rtsp' && !p.camera);
  add('stopScreen', !mine && p.screen);
  add('lowerHand', !mine && p.hand !== undefined);
  add('approve', p.podium === 'asking');
  add('refusePodium', p.podium === 'asking');
  add('callPodium', selector && !mine && !p.podium);
  add('takeDown', selector && !mine && p.podium === 'speaker');
  add('holdPodium', c.info.mode === 'auto_selector' && p.podium === 'speaker' && !p.pinned);
  add('freePodium', c.info.mode === 'auto_selector' && p.pinned);
  add('allowAnswer', c.info.mode === 'video_lesson' && !p.moderator && !p.owner && !p.mayAnswer);
  add('stopAnswer', c.info.mode === 'video_lesson' && p.mayAnswer);
  add('spotlight', c.info.spotlight !== p.id);
  add('unspotlight', c.info.spotlight === p.id);
  add('keypad', terminal && p.kind !== 'rtsp');
  add('transfer', p.kind === 'sip');
  add('steer', p.cameraId !== undefined);
  add('rename', true);
  const above = p.owner || p.operator;
  add('promote', !mine && !above && !terminal && !p.moderator);
  add('demote', !mine && !above && p.moderator);
  add('remove', !mine && !above);
  return actions;
}
