import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { api } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { signedIn } from '../../lib/session.ts';
import { LoadingRows } from '../../ui/states.tsx';
import { AuthForm } from './auth-form.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { NewPassword } from './new-password.tsx';

export function InvitePage(): JSX.Element {
  const { token } = useParams({ from: '/invite/$token' });
  const navigate = useNavigate();
  const invitation = useQuery({ queryKey: ['invitation', token], queryFn: () => api.auth.inviteStatus({ token }), retry: false });
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  if (invitation.isPending) return <LoadingRows />;
  if (invitation.isError) {
    return (
      <AuthFrame title="This invitation does not work" lead={`${shownError(invitation.error).message} Ask for a new link.`}>
        {null}
      </AuthFrame>
    );
  }
  const { organization, email, role } = invitation.data;
  return (
    <AuthFrame title={`Join ${organization}`} lead={`You were invited as ${role} with ${email}.`}>
      <AuthForm
        submit="Join"
        onSubmit={async () => {
          await api.auth.acceptInvite({ token, name: name.trim(), password });
          await signedIn();
          await navigate({ to: '/' });
        }}
      >
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
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
        <NewPassword value={password} onChange={setPassword} />
      </AuthForm>
    </AuthFrame>
  );
}
