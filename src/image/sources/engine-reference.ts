import type { ImageEngine } from './engine.ts';
import { importWritten, type Source } from './source.ts';

/** An image by its name, which an engine has or can pull. */
export function engineReference(reference: string, engine: ImageEngine): Source {
  return {
    description: reference,
    obtain: (target, signal) => importWritten(target, (file) => engine.save(reference, file, signal), signal),
  };
}
