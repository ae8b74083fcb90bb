import type { Prospect, WaitingAnswer } from '../protocol/types';

/** Where a visitor of a conference page stands. */
export type Stage =
  | { name: 'opening' }
  /** The conference shows nothing of itself before its PIN (P3). */
  | { name: 'pin'; wrong: boolean }
  | { name: 'prepare'; prospect: Prospect; error?: string }
  /** He may not come in; `code` says why and what can be done. */
  | { name: 'refused'; code: string }
  /** There is more to say of the conference than that one cannot come in now: it has not begun, or one registers. */
  | { name: 'planned'; code: string; pin?: string }
  | { name: 'waiting'; waiting: WaitingAnswer }
  | { name: 'call' }
  | {
      name: 'over';
      /** The room in the cabinet whose recording one has just made. */
      recorded?: string;
      /** It was a call between two, which nobody can come back to. */
      call?: boolean;
      code:
        | 'left'
        | 'moved'
        | 'stopped'
        | 'removed'
        | 'ended'
        | 'time_over'
        | 'replaced'
        | 'lost'
        | 'refused'
        | 'disconnected';
    };

/** The stage after `look` or `join` was refused, undefined when it is only to be shown where one is. */
export function stageOfRefusal(code: string, askedWithPin: boolean): Stage | undefined {
  switch (code) {
    case 'pin_required':
      return { name: 'pin', wrong: false };
    case 'pin_wrong':
      return { name: 'pin', wrong: askedWithPin };
    case 'not_begun':
    case 'over':
    case 'no_participation':
    case 'register_first':
    case 'registration_closed':
      return { name: 'planned', code };
    case 'guests_not_allowed':
    case 'not_invited':
    case 'locked':
    case 'full':
    case 'guest_limit':
    case 'not_found':
    case 'not_running':
    case 'ended':
      return { name: 'refused', code };
    default:
      return undefined;
  }
}
