import ivm from 'isolated-vm';
import { compilePrelude, createRealm, type Realm } from './realm.ts';

/** An isolate for several pieces of code, one after the other. */
export interface WarmIsolate {
  readonly isolate: ivm.Isolate;
  /** Nothing has run in it before. */
  readonly isFresh: boolean;
  readonly compile: (code: string) => ivm.Script;
  /**
   * A new context, or the one that was left for this `sharer` if everything in it is as it was before the code ran.
   * `isShared`: more is to come that may use it.
   */
  readonly realm: (sharer: string | undefined, isShared: boolean) => Realm;
  /** Whoever took it is done; `isSound`: nothing went wrong in it. */
  readonly giveBack: (realm: Realm | undefined, isSound: boolean) => void;
}

interface Kept {
  readonly isolate: ivm.Isolate;
  readonly memoryMb: number;
  readonly prelude: ivm.Script;
  readonly scripts: Map<string, ivm.Script>;
  contexts: number;
  shared: { readonly sharer: string; readonly realm: Realm } | undefined;
}

/** What contexts leave behind until it is collected stays far below the limit. */
const contextsPerMb = 0.5;

/**
 * Keeps one isolate warm: making one costs three times what a small piece of code does in it. It serves one organisation, as its process
 * does, and one memory limit. It is thrown away after the first thing that went wrong in it, and after some contexts in any case.
 */
export function createIsolateKeeper(): { readonly take: (memoryMb: number, sharer: string | undefined) => WarmIsolate } {
  let kept: Kept | undefined;

  function drop(): void {
    if (kept && !kept.isolate.isDisposed) kept.isolate.dispose();
    kept = undefined;
  }

  function make(memoryMb: number): Kept {
    const isolate = new ivm.Isolate({ memoryLimit: memoryMb });
    return { isolate, memoryMb, prelude: compilePrelude(isolate), scripts: new Map(), contexts: 0, shared: undefined };
  }

  function isWorn({ isolate, memoryMb: limit, contexts, shared }: Kept, memoryMb: number, sharer: string | undefined): boolean {
    if (isolate.isDisposed || limit !== memoryMb) return true;
    return contexts >= memoryMb * contextsPerMb && (sharer === undefined || shared?.sharer !== sharer);
  }

  return {
    take: (memoryMb, sharer) => {
      if (kept && isWorn(kept, memoryMb, sharer)) drop();
      const own = (kept ??= make(memoryMb));
      const { isolate, scripts } = own;
      return {
        isolate,
        isFresh: own.contexts === 0,
        compile: (code) => {
          const script = scripts.get(code) ?? isolate.compileScriptSync(code, { filename: 'code' });
          scripts.set(code, script);
          return script;
        },
        realm: (wanted, isShared) => {
          const { shared } = own;
          if (shared && shared.sharer === wanted && shared.realm.isUntouched()) return shared.realm;
          shared?.realm.context.release();
          own.contexts += 1;
          const realm = createRealm(isolate, own.prelude, ivm.Callback);
          own.shared = wanted !== undefined && isShared ? { sharer: wanted, realm } : undefined;
          if (own.shared) realm.record();
          return realm;
        },
        giveBack: (realm, isSound) => {
          if (!isSound) drop();
          else if (realm && own.shared?.realm !== realm) realm.context.release();
        },
      };
    },
  };
}
