import { useTranslation } from 'react-i18next';
import type { Call } from '../../call/call';
import { useCall, useConference } from '../../call/context';
import { chatTo, dialog, keypadFor, opticsOf, panel, transferOf } from '../../call/panels';
import { renaming } from '../../call/renaming';
import { participantOf } from '../../state/conference';
import type { MenuGroup } from '../Menu';
import { gainStep, type PersonAction, personActions } from './personActions';

/** The menu of somebody in the conference. */
export function usePersonMenu(id: string): { name: string; groups: MenuGroup[] } {
  const { t } = useTranslation();
  const call = useCall();
  const person = useConference((c) => participantOf(c, id));
  const you = useConference((c) => c.you);
  const info = useConference((c) => c.info);
  if (!person) return { name: '', groups: [] };
  const items = personActions({ you, info }, person).map((action) => ({
    key: action,
    label: t(`person.${action}`, { gain: signed(person.gain ?? 0) }),
    danger: action === 'remove',
    onPick: () => carryOut(call, action, id, person.gain ?? 0),
  }));
  return { name: person.name, groups: items.length > 0 ? [{ items }] : [] };
}

const signed = (decibels: number) => (decibels > 0 ? `+${decibels}` : `${decibels}`.replace('-', '−'));

function carryOut(call: Call, action: PersonAction, participant: string, gain: number): void {
  const participants = [participant];
  const deeds: Record<PersonAction, () => unknown> = {
    write: () => {
      chatTo.set(participant);
      panel.set('chat');
    },
    muteMicrophone: () => call.act('mute', { participants, microphone: true }),
    askMicrophone: () => call.act('ask', { participant, what: 'microphone' }),
    openMicrophone: () => call.act('ask', { participant, what: 'microphone' }),
    muteCamera: () => call.act('mute', { participants, camera: true }),
    askCamera: () => call.act('ask', { participant, what: 'camera' }),
    openCamera: () => call.act('ask', { participant, what: 'camera' }),
    stopScreen: () => call.act('mute', { participants, screen: true }),
    louder: () => call.act('gain', { participant, decibels: gain + gainStep }),
    quieter: () => call.act('gain', { participant, decibels: gain - gainStep }),
    lowerHand: () => call.act('hand', { up: false, participant }),
    approve: () => call.act('podium', { action: 'approve', participant }),
    refusePodium: () => call.act('podium', { action: 'refuse', participant }),
    callPodium: () => call.act('podium', { action: 'call', participant }),
    takeDown: () => call.act('podium', { action: 'remove', participant }),
    holdPodium: () => call.act('podium', { action: 'pin', participant }),
    freePodium: () => call.act('podium', { action: 'unpin', participant }),
    allowAnswer: () => call.act('answer', { participant, allow: true }),
    stopAnswer: () => call.act('answer', { participant, allow: false }),
    spotlight: () => call.act('spotlight', { participant }),
    unspotlight: () => call.act('spotlight', { participant: null }),
    keypad: () => {
      keypadFor.set(participant);
      dialog.set('keypad');
    },
    transfer: () => {
      transferOf.set(participant);
      dialog.set('transfer');
    },
    steer: () => opticsOf.set(participant),
    rename: () => renaming.set(participant),
    promote: () => call.act('role', { participant, moderator: true }),
    demote: () => call.act('role', { participant, moderator: false }),
    remove: () => call.act('remove', { participants }),
  };
  void deeds[action]();
}
