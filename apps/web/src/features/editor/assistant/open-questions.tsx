import type { JSX } from 'react';
import type { ProposalView } from '../../../lib/api.ts';
import { IconChevronRight } from '../../../ui/icons.ts';
import classes from './assistant.module.css';
import { QuestionBox } from './question-box.tsx';

interface OpenQuestionsProps {
  readonly proposal: ProposalView;
  readonly onAnswered: (next: ProposalView) => void;
}

/** What is asked first, and below it, folded up, what may be answered as well. */
export function OpenQuestions({ proposal, onAnswered }: OpenQuestionsProps): JSX.Element | null {
  const { questions, openQuestions } = proposal;
  if (questions.length === 0 && openQuestions.length === 0) return null;
  return (
    <>
      {questions.map((question) => (
        <QuestionBox key={question.id} proposal={proposal} question={question} onAnswered={onAnswered} />
      ))}
      {openQuestions.length > 0 && (
        <section className={classes['alsoOpen']} aria-label="Also open">
          <p>
            {openQuestions.length === 1 ? 'One more thing is open' : `${openQuestions.length} more things are open`}; you can answer now, or
            fill it in later.
          </p>
          {openQuestions.map((question) => (
            <details key={question.id}>
              <summary>
                <IconChevronRight size={14} aria-hidden /> {question.text}
              </summary>
              <QuestionBox proposal={proposal} question={question} onAnswered={onAnswered} />
            </details>
          ))}
        </section>
      )}
    </>
  );
}
