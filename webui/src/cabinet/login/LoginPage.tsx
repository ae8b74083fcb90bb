import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertCircle, IconArrowLeft } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { ApiError } from '../../api/problem';
import { languages } from '../../i18n/language';
import { changeLanguage } from '../../i18n/start';
import { product } from '../../state/product';
import { Bell } from '../../ui/Bell';
import { serverQuery, sessionKey, sessionQuery, signIn } from '../data/session';
import { errorText } from '../i18n/errorText';
import { LanguageSwitch } from '../shell/LanguageSwitch';
import { SchemeSwitch } from '../shell/SchemeSwitch';
import { useTitle } from '../shell/title';
import classes from './Login.module.css';
import { drawnHere, localNext } from './next';

/** A7: user ID and password, and D2's message when the account is blocked. */
export function LoginPage() {
  const { t } = useTranslation();
  useTitle(t('login.title'));
  const [params] = useSearchParams();
  const next = localNext(params.get('next'), location.origin);
  const go = useGo();
  const server = useQuery(serverQuery).data;
  const session = useQuery(sessionQuery);
  const queries = useQueryClient();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  // Whoever chose a language here wants to go on in it; else the account's is spoken.
  const [picked, setPicked] = useState(false);

  const signing = useMutation({
    mutationFn: () => signIn(login.trim(), password),
    onSuccess: async (user) => {
      const own = languages.find((l) => l === user.language);
      if (own && !picked) await changeLanguage(own);
      queries.clear();
      queries.setQueryData(sessionKey, user);
    },
  });

  const signedIn = Boolean(session.data);
  useEffect(() => {
    if (signedIn) go(next);
  }, [signedIn, next, go]);

  const submit = (e: FormEvent) => {
    e.preventDefault();
    const empty = !login.trim() || !password;
    setMissing(empty);
    if (!empty) signing.mutate();
  };
  const problem = signing.error;
  const locked = problem instanceof ApiError && problem.code === 'account_blocked';

  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Anchor href="/" className={classes.back} underline="hover">
          <IconArrowLeft size={18} aria-hidden /> {t('login.guestPage')}
        </Anchor>
        <span className={classes.switches}>
          <SchemeSwitch />
          <LanguageSwitch onChange={() => setPicked(true)} />
        </span>
      </header>
      <main className={classes.middle}>
        <form className={classes.card} onSubmit={submit} noValidate>
          <Bell size={56} />
          <div>
            <Title order={1} size="h2">
              {t('login.heading', { server: server?.name ?? product })}
            </Title>
            <Text c="dimmed" size="sm" mt={4}>
              {t('login.hint')}
            </Text>
          </div>
          <div>
            <div aria-live="assertive">
              {problem && (
                <Alert
                  color={locked ? 'warn' : 'danger'}
                  icon={<IconAlertCircle aria-hidden />}
                  variant="light"
                >
                  <Text size="sm" c="var(--text)">
                    {errorText(t, problem)}
                  </Text>
                </Alert>
              )}
            </div>
            <Stack gap="md">
              <TextInput
                label={t('login.id')}
                name="login"
                size="md"
                autoComplete="username"
                autoCapitalize="none"
                autoCorrect="off"
                spellCheck={false}
                autoFocus
                value={login}
                onChange={(e) => setLogin(e.currentTarget.value)}
                error={missing && !login.trim() ? t('login.idMissing') : undefined}
              />
              <PasswordInput
                label={t('login.password')}
                name="password"
                size="md"
                autoComplete="current-password"
                value={password}
                onChange={(e) => setPassword(e.currentTarget.value)}
                error={missing && !password ? t('login.passwordMissing') : undefined}
              />
              <Button type="submit" size="md" fullWidth loading={signing.isPending}>
                {t('login.submit')}
              </Button>
            </Stack>
          </div>
          <Contacts
            name={server?.contacts.name}
            phone={server?.contacts.phone}
            email={server?.contacts.email}
          />
        </form>
      </main>
    </div>
  );
}

/** Pages of the other entry need a real load. */
function useGo() {
  const navigate = useNavigate();
  const [go] = useState(() => (path: string) => {
    if (drawnHere(path)) navigate(path, { replace: true });
    else location.replace(path);
  });
  return go;
}

interface ContactsProps {
  name?: string;
  phone?: string;
  email?: string;
}

/** Whom to ask for an account or a forgotten password (A6). */
function Contacts({ name, phone, email }: ContactsProps) {
  const { t } = useTranslation();
  if (!name && !phone && !email) return null;
  return (
    <Text size="sm" c="dimmed" className={classes.contacts}>
      {t('login.forgot')} {name}
      {phone && (
        <>
          {' · '}
          <Anchor href={`tel:${phone.replace(/[^\d+]/g, '')}`} underline="always" className={classes.whole}>
            {phone}
          </Anchor>
        </>
      )}
      {email && (
        <>
          {' · '}
          <Anchor href={`mailto:${email}`} underline="always">
            {email}
          </Anchor>
        </>
      )}
    </Text>
  );
}
