import { compile, decide, replay } from '@arches/kernel';

/** The rules as the host asks for them. A test may watch every decision through it, or make the host believe wrong ones. */
export interface EngineKernel {
  readonly compile: typeof compile;
  readonly decide: typeof decide;
  readonly replay: typeof replay;
}

export const engineKernel: EngineKernel = { compile, decide, replay };
