import { PasswordInput, TextInput } from '@mantine/core';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { api } from '../../lib/api.ts';
import { signedIn } from '../../lib/session.ts';
import { AuthForm } from './auth-form.tsx';
import { AuthFrame } from './auth-frame.tsx';

export function LoginPage(): JSX.Element {
  const { next } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const router = useRouter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return (
    <AuthFrame title="Sign in" lead="Welcome back.">
      <AuthForm
        submit="Sign in"
        onSubmit={async () => {
          await api.auth.login({ email: email.trim(), password });
          await signedIn();
          if (next) router.history.push(next);
          else await navigate({ to: '/' });
        }}
      >
        <TextInput
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </AuthForm>
    </AuthFrame>
  );
}
