import type { Condition } from './conditions.ts';
import type { Clock, WaitTime } from './wait-time.ts';
import type { Due } from './due.ts';

/** One thing a person wants done, with the words that say so. */
export type Wish = {
  readonly because: string;
  /** Where its words begin in the request, where that is known. */
  readonly at?: number;
} & WishKind;

export type WishKind =
  | {
      readonly kind: 'filter';
      readonly condition: Condition | undefined;
      /** By a date of the rows. */
      readonly due?: Due;
      /** All rows stay, and a column says which of them are meant. */
      readonly marks?: boolean;
      /** The words say which rows go, not which stay; the condition is turned round already. */
      readonly leavesOut?: boolean;
    }
  | {
      readonly kind: 'sort';
      readonly by: string | undefined;
      readonly direction: 'ascending' | 'descending';
      /** Columns that decide between rows that are equal so far: “by class, then surname”. */
      readonly then?: readonly { readonly column: string; readonly direction: 'ascending' | 'descending' }[];
      readonly limit?: number;
      /** The column whose every value has its own first rows: “the first three in every age group”. */
      readonly within?: string;
    }
  | {
      readonly kind: 'total';
      readonly by: readonly string[];
      readonly measures: readonly Measure[];
      /** All rows stay, and the totals follow them. */
      readonly place?: 'below';
    }
  | { readonly kind: 'topics'; readonly onlyComplaints: boolean; readonly noun: string }
  | {
      readonly kind: 'classify';
      readonly labels: readonly string[];
      readonly noun: string;
      /** What belongs to a label, where that was said: “urgent (water, gas)”. */
      readonly takesIn?: { readonly [label: string]: string };
      /** Each row of a list gets its label. */
      readonly isOfRows?: boolean;
    }
  | { readonly kind: 'extract'; readonly fields: readonly string[]; readonly noun: string }
  | { readonly kind: 'summarize'; readonly noun: string; readonly sentences?: number; readonly instructions?: string }
  | {
      readonly kind: 'generate';
      readonly instruction: string;
      readonly noun: string;
      readonly mentions?: readonly string[];
      /** It is written from what the step before gave, and from nothing else. */
      readonly isOfLast?: boolean;
    }
  | {
      readonly kind: 'write';
      readonly format: 'excel' | 'csv' | 'json' | 'pdf' | 'text';
      readonly name: string;
      /** The format that was asked for and that nothing writes: “Word”. */
      readonly instead?: string;
      /** A list beside the others; what follows is of all rows again. */
      readonly isAside?: boolean;
    }
  | {
      readonly kind: 'email';
      readonly to: readonly string[];
      readonly person: string | undefined;
      readonly about: string;
      /** What it tells or brings, in the person's words: “the totals”, “that we got it”. */
      readonly what?: string;
      readonly subject?: string;
      /** What its subject is to have as well: “the month name”. */
      readonly inSubject?: readonly string[];
      /** What it asks for after what it says: “for a public review”, “what level they have”. */
      readonly asks?: readonly string[];
      /** In a loop it is somebody else each time: “its head”. */
      readonly isOfEach?: boolean;
      /** People besides those of `to`, whose addresses nobody said. */
      readonly others?: readonly string[];
      /** Who gets a copy: addresses, and people whose addresses nobody said. */
      readonly copy?: readonly string[];
      /** The text, where it was said word for word. */
      readonly quote?: string;
      /** Values that it is to say: “with their time”. */
      readonly mentions?: readonly string[];
      /** Somebody whom each case has of its own: “their boss”. */
      readonly isTheirs?: boolean;
      /** It tells which way a person decided. */
      readonly decision?: 'approved' | 'rejected';
    }
  | {
      readonly kind: 'approve';
      readonly who: string | undefined;
      readonly address: string | undefined;
      /** Who is asked beside them: all have to say yes, or `isEither` of them. */
      readonly others?: readonly { readonly who: string | undefined; readonly address: string | undefined }[];
      readonly isEither?: boolean;
      /** Somebody whom each case has of its own: “their boss”. */
      readonly isTheirs?: boolean;
      /** Within which it is to be answered. */
      readonly hours?: number;
      /** The same, where it is no length: “by Friday noon”. */
      readonly within?: string;
      /** Those who were asked are reminded so often. */
      readonly remindEveryHours?: number;
      /** Who is asked as well when nobody has answered. */
      readonly escalate?: { readonly hours: number; readonly who: string | undefined; readonly address: string | undefined };
    }
  /** The call before it once more when it fails. */
  | { readonly kind: 'retry'; readonly times: number }
  | {
      readonly kind: 'wait';
      /** Undefined where nobody can read how long. */
      readonly seconds: number | undefined;
      /** With the words after it: “3 days before | the start date”. */
      readonly around?: string;
      /** What its values say. */
      readonly time?: WaitTime;
      /** Counted from the start, where the waits before it are taken off. */
      readonly inAll?: number;
    }
  /** Rows whose date says that it is time: “2 days before their reservation”. */
  | { readonly kind: 'due'; readonly due: Due; readonly marks?: boolean; readonly leavesOut?: boolean }
  /** A wait that ends so long before or after a date of the one thing at hand, and there at a time of day or on a weekday. */
  | { readonly kind: 'until'; readonly due: Due; readonly clock?: Clock; readonly weekday?: number }
  /** Kept in a table or list; no step has one. */
  | { readonly kind: 'keep'; readonly place: string | undefined }
  | {
      readonly kind: 'fetch';
      readonly url: string | undefined;
      readonly more?: readonly string[];
      readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      readonly what: string;
    }
  | {
      readonly kind: 'calculate';
      readonly column: string;
      readonly formula: string | undefined;
      /** The field that says which of several prices counts, and for what there is one. */
      readonly choice?: { readonly column: string; readonly kinds: readonly string[] };
    }
  | { readonly kind: 'deduplicate'; readonly by: string | undefined }
  /** "another one": the last e-mail once more. */
  | { readonly kind: 'again' }
  | { readonly kind: 'combine'; readonly by?: string }
  | { readonly kind: 'read' }
  /** Where kept rows come from: a file or list that lies somewhere. */
  | {
      readonly kind: 'source';
      readonly name: string;
      readonly isFile: boolean;
      /** Columns that were named. */
      readonly columns?: readonly string[];
    }
  | { readonly kind: 'code' }
  /** A fixed text with values put in; `text` where it was said word for word. */
  | { readonly kind: 'template'; readonly text: string | undefined; readonly about: string }
  /** Fields chosen, named or set. */
  | { readonly kind: 'set'; readonly fields: readonly string[]; readonly about: string }
  /** One way a case of a field: "depending on the type (bug, feature) send to a@x or b@x". */
  | {
      readonly kind: 'switch';
      readonly field: string;
      readonly cases: readonly WishCase[];
      /** What is done for all other values. */
      readonly otherwise?: readonly Wish[];
    }
  | { readonly kind: 'respond'; readonly text: string; readonly status?: number; readonly what?: string }
  | {
      readonly kind: 'if';
      readonly condition: Condition;
      readonly then: readonly Wish[];
      readonly otherwise: readonly Wish[];
      /** Ways after which nothing more is done. */
      readonly stops?: { readonly then: boolean; readonly otherwise: boolean };
    }
  | {
      readonly kind: 'each';
      readonly noun: string;
      readonly body: readonly Wish[];
      /** Nobody named it; its steps seemed to need one. */
      readonly isImplied?: boolean;
      /** What is written for each row goes beside it, in a column of this name. */
      readonly beside?: string;
    }
  | { readonly kind: 'unmet'; readonly wish: string; readonly service: string | undefined; readonly instead: string | undefined };

/** A way and what is done on it; with a condition of its own where no field names the ways. */
export interface WishCase {
  readonly name: string;
  readonly then: readonly Wish[];
  readonly condition?: Condition;
}

export interface Measure {
  readonly calculate: 'count' | 'sum' | 'average' | 'minimum' | 'maximum';
  readonly column?: string;
}
