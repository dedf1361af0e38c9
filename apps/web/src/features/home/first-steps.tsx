import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { IconArrowRight } from '../../ui/icons.ts';
import classes from './first-steps.module.css';
import { TemplateIdeas } from './template-ideas.tsx';

const example = 'When I upload a CSV of customer feedback, group the complaints by topic, count them and give me an Excel report';

const steps = [
  ['Describe', 'Write what should happen, the way you would tell a colleague.'],
  ['Check', 'Arches draws the steps and says each in a sentence. Keep it or ask for changes.'],
  ['Try', 'Test it with a file of yours and see every value on the way.'],
  ['Turn on', 'Publish. It runs by itself, remembers everything, and asks you when it must.'],
] as const;

/** What somebody sees who has made nothing yet. */
export function FirstSteps(): JSX.Element {
  const navigate = useNavigate();
  return (
    <>
      <section className={classes['hero']} aria-label="A first workflow">
        <div>
          <h2>Try this one</h2>
          <blockquote>“{example}”</blockquote>
          <p>It needs no account, no key and no model: the grouping runs on this machine.</p>
        </div>
        <Button
          rightSection={<IconArrowRight size={16} />}
          onClick={() => void navigate({ to: '/workflows/new', search: { prompt: example } })}
        >
          Build this example
        </Button>
      </section>
      <ol className={classes['steps']}>
        {steps.map(([title, words]) => (
          <li key={title}>
            <strong>{title}</strong>
            <span>{words}</span>
          </li>
        ))}
      </ol>
      <TemplateIdeas title="Or start from an idea" limit={9} />
    </>
  );
}
