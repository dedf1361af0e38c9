import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { HomeView } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { useTopics } from '../../lib/live.ts';
import { homeQuery } from '../../lib/queries.ts';
import { useMe } from '../../lib/session.ts';
import { Page, usePageTitle } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RunRows } from '../../ui/run-rows.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { DayChart } from './day-chart.tsx';
import { DescribeBox } from './describe-box.tsx';
import { FirstSteps } from './first-steps.tsx';
import classes from './home-page.module.css';
import { KpiStrip } from './kpi-strip.tsx';
import { NeedsYou } from './needs-you.tsx';
import { TemplateIdeas } from './template-ideas.tsx';

function greeting(hour: number): string {
  if (hour < 5) return 'Good evening';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

export function HomePage(): JSX.Element {
  const { user } = useMe();
  const home = useQuery(homeQuery);
  useTopics(['runs']);
  usePageTitle('Home');
  const firstName = user.name.trim().split(/\s+/)[0] ?? user.name;
  return (
    <Page>
      <header className={classes['header']}>
        <h1>
          {greeting(new Date().getHours())}, {firstName}
        </h1>
        <p>{home.data ? headline(home.data) : ' '}</p>
      </header>
      <DescribeBox />
      {home.isPending && <LoadingRows />}
      {home.isError && <ErrorState title="Home could not be read" error={shownError(home.error)} onRetry={() => void home.refetch()} />}
      {home.data && <HomeBody home={home.data} />}
    </Page>
  );
}

/** One sentence about how things stand. */
function headline(home: HomeView): string {
  if (home.workflowCount === 0) return 'Say what should happen; Arches draws it, and you decide.';
  const failing = home.needsYou.filter((item) => item.kind === 'failing');
  const waiting = home.needsYou.length - failing.length;
  if (failing.length > 0) return `Everything is fine except ${failing.map(({ workflowName }) => workflowName).join(', ')}.`;
  if (waiting > 0) return waiting === 1 ? 'One decision waits for you.' : `${waiting} decisions wait for you.`;
  if (home.runsDone + home.runsFailed > 0) return 'Everything runs as it should.';
  return home.recentRuns.length > 0 ? 'Only tests have run so far.' : 'Nothing has run yet.';
}

function HomeBody({ home }: { readonly home: HomeView }): JSX.Element {
  if (home.workflowCount === 0 && home.recentRuns.length === 0) return <FirstSteps />;
  const hasRuns = home.runsDone + home.runsFailed > 0;
  return (
    <>
      {hasRuns && <KpiStrip home={home} />}
      <div className={classes['columns']}>
        {hasRuns ? <DayChart days={home.perDay} /> : <TemplateIdeas />}
        <NeedsYou items={home.needsYou} workflowCount={home.workflowCount} />
      </div>
      <Panel
        title="Recent runs"
        flush
        actions={
          <Anchor component={Link} to="/runs" size="sm">
            All runs
          </Anchor>
        }
      >
        <RunRows bare runs={home.recentRuns.slice(0, 8)} />
      </Panel>
      {hasRuns && <TemplateIdeas limit={3} />}
    </>
  );
}
