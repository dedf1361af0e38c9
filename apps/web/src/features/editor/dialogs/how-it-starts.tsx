import { Button, CopyButton } from '@mantine/core';
import type { JSX } from 'react';
import { findNode } from '@arches/kernel';
import { IconCheck, IconCopy, IconPlayerPlay } from '../../../ui/icons.ts';
import { DayTime } from '../../../ui/time.tsx';
import dock from '../dock/dock.module.css';
import { useDocument, useDraft, useEditor } from '../editor-context.ts';

/** Each way the live version starts: the form's link, the address to call, the next time. */
export function HowItStarts({ onRun }: { readonly onRun: () => void }): JSX.Element {
  const triggers = useDraft((state) => state.detail.triggers);
  const { cards } = useEditor();
  const document = useDocument();
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      {triggers.map(({ nodeId, type, url, nextAt }) => (
        <div key={nodeId} className={dock['section']}>
          <h3>{cards.get(type)?.title ?? type}</h3>
          {type === 'trigger.form' && url && <Copyable text={url} words="Anyone with this link can fill in the form:" />}
          {type === 'trigger.form' && !url && (
            <p className={dock['muted']}>Members fill in the form here, with Run. Give the form an address to share it by a link.</p>
          )}
          {type === 'trigger.webhook' && url && (
            <Copyable
              text={curlOf(url, findNode(document, nodeId)?.node.config['method'])}
              words="It starts when this address is called:"
            />
          )}
          {type === 'trigger.schedule' && (
            <p className={dock['muted']}>
              {nextAt ? (
                <>
                  Next time: <DayTime at={nextAt} />
                </>
              ) : (
                'It has no next time.'
              )}
            </p>
          )}
          {type === 'trigger.manual' && <p className={dock['muted']}>It starts when somebody presses Run, or by the API.</p>}
        </div>
      ))}
      <div>
        <Button leftSection={<IconPlayerPlay size={15} />} onClick={onRun}>
          Run it now
        </Button>
      </div>
    </div>
  );
}

function curlOf(url: string, method: unknown): string {
  const verb = typeof method === 'string' ? method : 'POST';
  const sendsBody = verb !== 'GET' && verb !== 'DELETE';
  return `curl -X ${verb} ${url}${sendsBody ? ` \\\n  -H 'content-type: application/json' -d '{}'` : ''}`;
}

function Copyable({ text, words }: { readonly text: string; readonly words: string }): JSX.Element {
  return (
    <>
      <p className={dock['muted']}>{words}</p>
      <pre className={dock['code']} tabIndex={0}>
        {text}
      </pre>
      <div>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </div>
    </>
  );
}
