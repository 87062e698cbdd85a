/** Reads a file's bytes; undefined where there is none (any more). */
export type FileReader = (path: string) => Buffer | undefined;
