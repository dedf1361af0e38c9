import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { api } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { signedIn } from '../../lib/session.ts';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { AuthForm } from './auth-form.tsx';
import { AuthFrame } from './auth-frame.tsx';
import classes from './auth-frame.module.css';
import { NewPassword } from './new-password.tsx';

/** Opened by the one-time link that the server prints on its very first start. */
export function SetupPage(): JSX.Element {
  const { token } = useSearch({ from: '/setup' });
  const status = useQuery({
    queryKey: ['setup', token],
    queryFn: () => api.auth.setupStatus(token === undefined ? {} : { token }),
    // Asking again after the owner was made would flash “already set up” on the way to Home.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (status.isPending) return <LoadingRows />;
  if (status.isError)
    return <ErrorState title="Set-up could not start" error={shownError(status.error)} onRetry={() => void status.refetch()} />;
  if (!status.data.needed) {
    return (
      <AuthFrame title="Arches is set up" lead="The owner exists already. Sign in, or ask them for an invitation.">
        <Button component={Link} to="/login" fullWidth mt="md" size="md">
          Sign in
        </Button>
      </AuthFrame>
    );
  }
  if (token === undefined || !status.data.tokenValid) return <NeedsLink wrong={token !== undefined} />;
  return <SetupForm token={token} />;
}

function NeedsLink({ wrong }: { readonly wrong: boolean }): JSX.Element {
  return (
    <AuthFrame
      title={wrong ? 'This link does not work' : 'Open the set-up link'}
      lead="The set-up link was printed in the terminal where Arches was started. It works once."
    >
      <p className={classes['hint']} style={{ marginTop: 12 }}>
        You no longer see it? Stop Arches and start it again: as long as nobody owns this installation, each start prints a link.
      </p>
    </AuthFrame>
  );
}

function SetupForm({ token }: { readonly token: string }): JSX.Element {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [organization, setOrganization] = useState('');
  return (
    <AuthFrame title="Welcome to Arches" lead="Make the first account. It owns this installation and can invite others.">
      <AuthForm
        submit="Create account"
        onSubmit={async () => {
          const trimmed = organization.trim();
          await api.auth.setup({
            token,
            name: name.trim(),
            email: email.trim(),
            password,
            ...(trimmed === '' ? {} : { organization: trimmed }),
          });
          await signedIn();
          await navigate({ to: '/' });
        }}
      >
        <TextInput
          label="Your name"
          name="name"
          autoComplete="name"
          required
          withAsterisk={false}
          autoFocus
          size="md"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NewPassword value={password} onChange={setPassword} />
        <TextInput
          label="Organisation"
          description="Optional. You can change it later."
          name="organization"
          autoComplete="organization"
          size="md"
          value={organization}
          onChange={(event) => setOrganization(event.currentTarget.value)}
        />
      </AuthForm>
    </AuthFrame>
  );
}
