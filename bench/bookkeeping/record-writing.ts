import { Bench } from 'tinybench';
import type { LaunchRecord } from '../../src/model/records.ts';
import { SampleWriter } from '../../src/store/sample-writer.ts';
import type { Finding } from '../finding.ts';

const RECORD: LaunchRecord = {
  kind: 'launch',
  round: 3,
  instance: 17,
  temperature: 'later',
  outcome: 'ready',
  marks: {
    intended: 1_234.567,
    requested: 1_234.678,
    created: 1_245.789,
    started: 1_456.789,
    firstOutput: 1_457.891,
    ready: 1_458.912,
  },
};

/** What a launch's line in samples.jsonl costs, which a run pays once the launch is over. */
export async function measureRecordWriting(file: string, iterations: number): Promise<Finding> {
  const writer = new SampleWriter(file);
  const bench = new Bench({ iterations, time: 0, throws: true });
  bench.add('record', () => writer.write(RECORD));
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error(`timing the writer ended as ${task?.result.state}`);
  const { p50 } = task.result.latency;
  return {
    what: 'writing the record of one launch',
    value: p50 * 1_000,
    ci95: null,
    unit: 'µs',
    goal: null,
    from: `median of ${iterations}`,
  };
}
