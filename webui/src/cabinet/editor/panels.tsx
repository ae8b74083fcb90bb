import type { Icon } from '@tabler/icons-react';
import { IconAdjustments, IconDoor, IconForms, IconLayout2, IconUsers } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Conference } from '../data/conference';
import { AdditionalTab } from './AdditionalTab';
import { type Draft, hasRegistration, type Tab, tabs } from './draft';
import type { RoomFormHandle } from './form';
import { LayoutTab } from './LayoutTab';
import { MainTab } from './MainTab';
import { ParticipantsTab } from './ParticipantsTab';
import { RegistrationTab } from './RegistrationTab';
import type { Subject } from './subject';

export interface PanelProps {
  form: RoomFormHandle;
  kind: Subject['kind'];
  isNew: boolean;
  /** The conference that is edited; none for a new one and for templates. */
  room?: Conference;
}

interface Panel {
  Icon: Icon;
  Panel: ComponentType<PanelProps>;
  /** Whether it is offered; none: always. */
  when?: (draft: Draft) => boolean;
}

/** What stands behind each tab. */
const panels: Partial<Record<Tab, Panel>> = {
  main: { Icon: IconDoor, Panel: MainTab },
  participants: {
    Icon: IconUsers,
    Panel: ({ form, room }) => <ParticipantsTab form={form} owner={room?.owner} />,
  },
  layout: { Icon: IconLayout2, Panel: LayoutTab },
  additional: {
    Icon: IconAdjustments,
    Panel: ({ form, room, kind }) => (
      <AdditionalTab
        form={form}
        running={room?.running ?? false}
        streamUrl={room?.streamUrl}
        withCID={kind === 'conference'}
      />
    ),
  },
  registration: { Icon: IconForms, Panel: RegistrationTab, when: hasRegistration },
};

/** The tabs that the draft has, in their order. */
export function panelsFor(draft: Draft): (Panel & { tab: Tab })[] {
  return tabs.flatMap((tab) => {
    const panel = panels[tab];
    return panel && (panel.when?.(draft) ?? true) ? [{ ...panel, tab }] : [];
  });
}
