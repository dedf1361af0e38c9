import type { WorkflowDocument } from '@arches/kernel';

export interface PlanStep {
  readonly nodeId: string;
  readonly type: string;
  readonly name: string;
  readonly sentence: string;
  /** The words of the request that caused it; null when it follows from another step. */
  readonly because: string | null;
  readonly change: 'new' | 'changed' | 'removed' | 'same';
  readonly placeholder: boolean;
  /** Its words may well mean something else: whoever keeps the plan should look at it. */
  readonly unsure: boolean;
}

export interface Question {
  readonly id: string;
  readonly text: string;
  readonly options: { value: string; label: string }[];
  readonly free: boolean;
  readonly nodeId?: string;
}

/** Words of a request that were taken together. */
export interface WordingPart {
  /** Stays the same for as long as the request holds these words; what a person says of the part is told by it. */
  readonly id: string;
  /** Where they begin in the text. */
  readonly at: number;
  readonly words: string;
  /** `doubted`: to be looked at; `gap`: no step can do it; `unused`: in no step; `left_out`: by the person who looked at it. */
  readonly state: 'read' | 'doubted' | 'gap' | 'unused' | 'left_out';
  /** The steps that they became. */
  readonly nodeIds: readonly string[];
  /** Those of its words that no step has. */
  readonly missing: readonly string[];
  /** What they may ask for instead, likeliest first. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** Where its step may stand instead. */
  readonly places: readonly { readonly value: string; readonly label: string }[];
}

/** A request and what became of each part of it. */
export interface Wording {
  readonly text: string;
  readonly parts: readonly WordingPart[];
  /** Where no words say what starts it: how it may start instead of the way that was assumed, unless that is asked already. */
  readonly start?: Question;
}

/** What the planner works out; the screen shows it as a proposal. */
export interface Plan {
  readonly document: WorkflowDocument;
  readonly summaries: { readonly [nodeId: string]: string };
  readonly steps: readonly PlanStep[];
  /** The one that is asked, if any. */
  readonly questions: readonly Question[];
  /** Others that may be answered as well, weightiest first. */
  readonly openQuestions?: readonly Question[];
  readonly metadata: {
    readonly confidence: number;
    readonly recommendations: readonly string[];
    readonly riskFactors: readonly string[];
    readonly complexity: 'simple' | 'medium' | 'complex';
    /** US dollars a run; null when unknown. */
    readonly estimatedCost: number | null;
    /** Seconds a run, without waiting; null when unknown. */
    readonly estimatedDuration: number | null;
    readonly generationMethod: string;
  };
  readonly explanation: {
    readonly reasoning: string;
    readonly designDecisions: readonly string[];
    readonly potentialIssues: readonly string[];
  };
  readonly reply: string;
  /** Where the trained reader read the request. */
  readonly wording?: Wording;
}
