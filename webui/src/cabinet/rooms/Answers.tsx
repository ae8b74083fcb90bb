import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Invited } from '../data/conference';

const answers = ['accepted', 'tentative', 'declined'] as const;

/** Who of the invited has answered what (NB2). */
export function Answers({ invited }: { invited: readonly Invited[] }) {
  const { t } = useTranslation();
  const people = invited.filter((i) => !i.dial);
  const named = (reply: string) => people.filter((i) => (i.reply ?? '') === reply);
  const open = named('').length;
  return (
    <div>
      {answers.map((answer) => {
        const these = named(answer);
        if (these.length === 0) return null;
        return (
          <div key={answer}>
            {t(`mailInvite.${answer}`, { count: these.length })}
            <Text component="span" size="sm" c="dimmed" display="block" style={{ overflowWrap: 'anywhere' }}>
              {these.map((i) => i.name || i.login || i.email).join(', ')}
            </Text>
          </div>
        );
      })}
      {open > 0 && (
        <Text c="dimmed" inherit>
          {t('mailInvite.open', { count: open })}
        </Text>
      )}
    </div>
  );
}
