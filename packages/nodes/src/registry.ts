import { codeJavascript } from './code/javascript.ts';
import { emailSend } from './connect/email-send.ts';
import { httpRequest } from './connect/http-request.ts';
import { dataDeduplicate } from './data/deduplicate.ts';
import { dataFilter } from './data/filter.ts';
import { dataGroup } from './data/group.ts';
import { dataMap } from './data/map.ts';
import { dataSet } from './data/set.ts';
import { dataSort } from './data/sort.ts';
import { textTemplate } from './data/template.ts';
import type { NodeDefinition } from './define-node.ts';
import { fileRead } from './files/file-read.ts';
import { fileWrite } from './files/file-write.ts';
import { flowApproval } from './flow/approval.ts';
import { flowBreak } from './flow/break.ts';
import { flowCleanup } from './flow/cleanup.ts';
import { flowContinue } from './flow/continue.ts';
import { flowDelay } from './flow/delay.ts';
import { flowForEach } from './flow/for-each.ts';
import { flowIf } from './flow/if.ts';
import { flowMerge } from './flow/merge.ts';
import { flowOnError } from './flow/on-error.ts';
import { flowParallel } from './flow/parallel.ts';
import { flowRespond } from './flow/respond.ts';
import { flowRunWorkflow } from './flow/run-workflow.ts';
import { flowSwitch } from './flow/switch.ts';
import { flowTry } from './flow/try.ts';
import { flowWhile } from './flow/while.ts';
import { aiNodes } from './text/ai-nodes.ts';
import { triggerForm } from './triggers/form.ts';
import { triggerManual } from './triggers/manual.ts';
import { triggerSchedule } from './triggers/schedule.ts';
import { triggerWebhook } from './triggers/webhook.ts';

/** Every node type that ships, in the order in which the step picker lists them. */
export const allNodes: readonly NodeDefinition[] = [
  triggerManual,
  triggerForm,
  triggerWebhook,
  triggerSchedule,
  fileRead,
  fileWrite,
  dataSet,
  dataFilter,
  dataSort,
  dataGroup,
  dataMap,
  dataDeduplicate,
  textTemplate,
  codeJavascript,
  flowIf,
  flowSwitch,
  flowMerge,
  flowForEach,
  flowWhile,
  flowBreak,
  flowContinue,
  flowParallel,
  flowTry,
  flowOnError,
  flowCleanup,
  flowDelay,
  flowApproval,
  flowRunWorkflow,
  flowRespond,
  ...aiNodes,
  httpRequest,
  emailSend,
];
