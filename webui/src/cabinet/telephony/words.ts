import {
  type CauseKind,
  causes,
  type LoggedCall,
  type Step,
  steps,
  type TrunkState,
} from '../data/telephony';

/** A cause that this page has words for; what a later server may say is a fault of the other side. */
export const known = (kind: string | undefined): CauseKind => causes.find((one) => one === kind) ?? 'failed';

const rules = ['unknown', 'password', 'broken', 'stray', 'blocked'] as const;
export type Rule = (typeof rules)[number] | 'other';

/** A rule that this page has words for. */
export const ruleOf = (rule: string): Rule => rules.find((one) => one === rule) ?? 'other';

/** "3:05", "1:02:00". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export type Outcome = 'running' | 'ringing' | 'good' | 'bad';

/** How a call stands, for its colour and its words. */
export function outcome({
  answered,
  ended,
  cause,
}: Pick<LoggedCall, 'answered' | 'ended' | 'cause'>): Outcome {
  if (!ended) return answered ? 'running' : 'ringing';
  return answered && (cause === undefined || cause.kind === 'hungup' || cause.kind === 'replaced')
    ? 'good'
    : 'bad';
}

/** "486 Busy Here", as the other side said it; empty when it said nothing. */
export const said = (cause: { status?: number; reason?: string } | undefined): string =>
  [cause?.status || '', cause?.reason ?? ''].filter(Boolean).join(' ');

export interface Reached {
  step: Step;
  done: boolean;
}

/** The steps of a test call and which of them it came to; "none" is no step. */
export function stepsOf(reached: Step): Reached[] {
  const last = steps.indexOf(reached);
  return steps.slice(1).map((step, i) => ({ step, done: i + 1 <= last }));
}

/** How a trunk stands: switched off, without registration, or as its registration does. */
export type TrunkStanding = 'off' | 'plain' | TrunkState['state'];

export function standing(
  trunk: { enabled: boolean; registration: string },
  state: TrunkState | undefined,
): TrunkStanding {
  if (!trunk.enabled) return 'off';
  if (trunk.registration === 'off') return 'plain';
  return state?.state ?? (trunk.registration === 'permanent' ? 'registering' : 'waiting');
}

export const colours: Record<TrunkStanding, string> = {
  off: 'gray',
  plain: 'gray',
  waiting: 'gray',
  registering: 'warn',
  registered: 'good',
  failed: 'danger',
};
