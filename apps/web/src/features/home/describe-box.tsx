import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type JSX, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { useMay } from '../../lib/session.ts';
import { IconSparkles } from '../../ui/icons.ts';
import classes from './describe-box.module.css';

const maxHeight = 160;

/** Where a workflow begins: a sentence. Enter builds; Shift+Enter makes a new line. */
export function DescribeBox(): JSX.Element | null {
  const navigate = useNavigate();
  const box = useRef<HTMLTextAreaElement>(null);
  const [words, setWords] = useState('');
  const may = useMay('workflow:write');
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, maxHeight)}px`;
  }, [words]);
  if (!may) return null;
  const prompt = words.trim();
  const build = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (prompt.length < 3) {
      box.current?.focus();
      return;
    }
    void navigate({ to: '/workflows/new', search: { prompt } });
  };
  return (
    <form className={classes['box']} onSubmit={build}>
      <IconSparkles size={20} stroke={1.8} aria-hidden />
      <textarea
        ref={box}
        rows={1}
        autoFocus
        aria-label="Describe what you want to automate"
        placeholder="Describe what you want to automate, such as “every Monday, turn last week’s tickets into a summary for the team”"
        value={words}
        maxLength={8000}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) build(event);
        }}
      />
      <Button type="submit" size="sm">
        Build it
      </Button>
    </form>
  );
}
