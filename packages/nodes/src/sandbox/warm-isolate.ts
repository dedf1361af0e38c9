import ivm from 'isolated-vm';

/** An isolate for several pieces of code, one after the other, each in a context of its own. */
export interface WarmIsolate {
  readonly isolate: ivm.Isolate;
  /** Nothing has run in it before. */
  readonly isFresh: boolean;
  readonly compile: (code: string) => ivm.Script;
  readonly prelude: ivm.Script;
  /** Whoever took it is done; `isSound`: nothing went wrong in it. */
  readonly giveBack: (isSound: boolean) => void;
}

/** What contexts leave behind until it is collected stays far below the limit. */
const jobsPerMb = 0.5;

/**
 * Keeps one isolate warm: making one costs three times what a small piece of code does in it. It serves one organisation, as its process
 * does, and one memory limit. It is thrown away after the first thing that went wrong in it, and after some jobs in any case.
 */
export function createIsolateKeeper(prelude: string): { readonly take: (memoryMb: number) => WarmIsolate } {
  let kept:
    | {
        readonly isolate: ivm.Isolate;
        readonly memoryMb: number;
        readonly prelude: ivm.Script;
        scripts: Map<string, ivm.Script>;
        jobs: number;
      }
    | undefined;

  function drop(): void {
    if (kept && !kept.isolate.isDisposed) kept.isolate.dispose();
    kept = undefined;
  }

  function make(memoryMb: number): NonNullable<typeof kept> {
    const isolate = new ivm.Isolate({ memoryLimit: memoryMb });
    return { isolate, memoryMb, prelude: isolate.compileScriptSync(prelude), scripts: new Map(), jobs: 0 };
  }

  return {
    take: (memoryMb) => {
      if (kept && (kept.isolate.isDisposed || kept.memoryMb !== memoryMb || kept.jobs >= memoryMb * jobsPerMb)) drop();
      kept ??= make(memoryMb);
      const { isolate, scripts } = kept;
      const isFresh = kept.jobs === 0;
      kept.jobs += 1;
      return {
        isolate,
        isFresh,
        prelude: kept.prelude,
        compile: (code) => {
          const script = scripts.get(code) ?? isolate.compileScriptSync(code, { filename: 'code' });
          scripts.set(code, script);
          return script;
        },
        giveBack: (isSound) => {
          if (!isSound) drop();
        },
      };
    },
  };
}
