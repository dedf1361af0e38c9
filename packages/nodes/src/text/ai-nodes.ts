import type { NodeDefinition } from '../define-node.ts';
import { aiClassify } from './ai-classify.ts';
import { aiExtract } from './ai-extract.ts';
import { aiGenerate } from './ai-generate.ts';
import { aiGroup } from './ai-group.ts';
import { aiSummarize } from './ai-summarize.ts';

/** The steps that read and write text. All but the last work without a language model. */
export const aiNodes: readonly NodeDefinition[] = [aiGroup, aiClassify, aiExtract, aiSummarize, aiGenerate];
