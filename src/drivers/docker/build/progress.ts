/** The end of what a failing step printed; more does not help. */
const KEPT_LINES = 20;

/** What a build has said so far: which instruction it is at, and the last lines that it printed. */
export class BuildProgress {
  /** The instruction as the builder repeats it; undefined before the first. */
  step: string | undefined;
  #output: string[] = [];
  #unfinished = '';

  /**
   * An instruction begins with `Step 3/7 : RUN make` (classic) or `[sha256:1b2c3] [build 3/7] RUN make`
   * (BuildKit, as the client library words it); all else is output.
   */
  readText(text: string): void {
    for (const line of this.#lines(text)) {
      const step = /^(?:Step \d+\/\d+ : |\[sha256:\w+\] \[[^\]]*\d+\/\d+\] )(.*)$/.exec(line)?.[1];
      if (step === undefined) this.#keep(line);
      else {
        this.step = step;
        this.#output = [];
      }
    }
  }

  /** The last lines that the current instruction printed. */
  get output(): readonly string[] {
    return this.#unfinished.trim() === ''
      ? this.#output
      : [...this.#output, this.#unfinished].slice(-KEPT_LINES);
  }

  /**
   * An event of BuildKit's, as the client library words it: it leaves what a command prints in the base64 of
   * the message.
   */
  readBuildKit(text: string): void {
    const isPrinted = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\n$/.test(text);
    this.readText(isPrinted ? Buffer.from(text, 'base64').toString() : text);
  }

  #lines(text: string): string[] {
    const lines = (this.#unfinished + text).split(/\r?\n/);
    this.#unfinished = lines.pop()!.slice(-4_096);
    return lines;
  }

  #keep(line: string): void {
    // ` ---> Running in 1b2c…` and the like are the builders' own.
    if (
      line.trim() === '' ||
      /^\s*--->|^Removing intermediate container|^\[sha256:\w+\] |^(?:ERROR|CACHED): |: \d+% \(\d+\/\d+\)$/.test(
        line,
      )
    )
      return;
    this.#output = [...this.#output, line.slice(0, 500)].slice(-KEPT_LINES);
  }
}
