import type { ComponentType } from 'react';
import { dialog, type Dialog as Which } from '../../call/panels';
import { useStore } from '../../state/useStore';
import { AccessDialog } from './dialogs/AccessDialog';
import { InfoDialog } from './dialogs/InfoDialog';
import { InviteDialog } from './dialogs/InviteDialog';
import { KeypadDialog } from './dialogs/KeypadDialog';
import { KeysDialog } from './dialogs/KeysDialog';
import { LayoutDialog } from './dialogs/LayoutDialog';
import { LeaveDialog } from './dialogs/LeaveDialog';
import { ModeDialog } from './dialogs/ModeDialog';
import { QualityDialog } from './dialogs/QualityDialog';
import { RecordDialog } from './dialogs/RecordDialog';
import { SettingsDialog } from './dialogs/SettingsDialog';
import { TransferDialog } from './dialogs/TransferDialog';
import { WaitingRoomDialog } from './dialogs/WaitingRoomDialog';

const windows: Record<Exclude<Which, 'none'>, ComponentType<{ onClose: () => void }>> = {
  settings: SettingsDialog,
  layout: LayoutDialog,
  keys: KeysDialog,
  info: InfoDialog,
  leave: LeaveDialog,
  access: AccessDialog,
  waitingroom: WaitingRoomDialog,
  invite: InviteDialog,
  quality: QualityDialog,
  mode: ModeDialog,
  record: RecordDialog,
  keypad: KeypadDialog,
  transfer: TransferDialog,
};

/** The one window that may be open over the call. */
export function Dialogs() {
  const which = useStore(dialog, (d) => d);
  if (which === 'none') return null;
  const Window = windows[which];
  return <Window onClose={() => dialog.set('none')} />;
}
