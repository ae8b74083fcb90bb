import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Trunk } from '../data/telephony';
import { TrunkFields } from './TrunkFields';

interface Props {
  /** The one that is changed; without one a new one is made. */
  trunk?: Trunk;
  opened: boolean;
  others: Trunk[];
  close: () => void;
}

/** The form of a trunk, beside the list. */
export function TrunkDrawer({ trunk, opened, others, close }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={close}
      size="lg"
      title={trunk ? trunk.name : t('telephony.trunks.add')}
      // A click beside it must not lose what was typed.
      closeOnClickOutside={false}
    >
      {opened && <TrunkFields trunk={trunk} others={others} close={close} />}
    </Drawer>
  );
}
