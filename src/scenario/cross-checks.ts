import { shown } from '../model/shown.ts';
import { suggestion } from './did-you-mean.ts';
import { readGates } from './gates.ts';
import type { GateContext } from './gate-names.ts';
import { check, isMapping, type Finding, type Mapping } from './issues.ts';
import { VARIANT_NAME, type ParsedVariant, type ScenarioSchema } from './schema.ts';
import { crowdOf, sharedPorts, type Crowd } from './shared-ports.ts';
import { toWorkload, workloadFields } from './workload-fields.ts';

/**
 * Rules that involve several parts of a scenario. They read the document as written, so that they report
 * problems even when the schema has found others. Missing values and wrong types are left to the schema.
 */
export function crossCheck(data: unknown, schema: ScenarioSchema): Finding[] {
  if (!isMapping(data)) return [];
  return [
    ...counts(data),
    ...variantNames(data),
    ...reference(data),
    ...readiness(data),
    ...conflicts(data, schema),
    ...readGates(data['gates'], ['gates'], gateContext(data, schema)).findings,
  ];
}

function variantsOf(data: Mapping): Mapping {
  return isMapping(data['variants']) ? data['variants'] : {};
}

/** Each variant is launched and measured: a run of more than this would take weeks. */
const MOST_VARIANTS = 1_000;

function counts(data: Mapping): Finding[] {
  const many = Object.keys(variantsOf(data)).length;
  const none = (['variants', 'experiments'] as const)
    .filter((name) => isMapping(data[name]) && Object.keys(data[name]).length === 0)
    .map((name): Finding => ({
      path: [name],
      target: 'key',
      text: `expected at least one ${name.slice(0, -1)}, got none`,
    }));
  return many > MOST_VARIANTS
    ? [
        ...none,
        {
          path: ['variants'],
          target: 'key',
          text: `expected at most ${MOST_VARIANTS} variants, got ${many}`,
        },
      ]
    : none;
}

function variantNames(data: Mapping): Finding[] {
  const names = Object.keys(variantsOf(data));
  const lowerCase = new Set(names.filter((name) => name === name.toLowerCase()));
  return names
    .filter((name) => !VARIANT_NAME.test(name))
    .map((name) => {
      const twin =
        lowerCase.has(name.toLowerCase()) && name !== name.toLowerCase() ? name.toLowerCase() : undefined;
      const text =
        twin === undefined
          ? 'expected a variant name of at most 31 lower-case letters, digits and hyphens, ' +
            `not starting with a hyphen; got ${shown(name)}`
          : `"${name}" differs from "${twin}" only by case; variant names are lower-case and distinct`;
      return { path: ['variants', name], target: 'key', text };
    });
}

function reference(data: Mapping): Finding[] {
  const named = data['reference'];
  const names = Object.keys(variantsOf(data));
  if (typeof named !== 'string' || names.length === 0 || names.includes(named)) return [];
  return [
    {
      path: ['reference'],
      target: 'value',
      text: `no variant is called ${shown(named)}; ${suggestion(named, names)}`,
    },
  ];
}

function gateContext(data: Mapping, { experiments }: ScenarioSchema): GateContext {
  return {
    variants: Object.keys(variantsOf(data)),
    experiments: isMapping(data['experiments']) ? Object.keys(data['experiments']) : [],
    known: experiments,
  };
}

function readiness(data: Mapping): Finding[] {
  const workload = isMapping(data['workload']) ? data['workload'] : {};
  if (workload['ready'] === undefined) {
    const images: readonly [image: unknown, whose: string][] = [
      [data['image'], ''],
      ...Object.entries(variantsOf(data)).map(([name, variant]): [unknown, string] => [
        isMapping(variant) ? variant['image'] : undefined,
        `, and variant "${name}" has another`,
      ]),
    ];
    const foreign = images.find(
      ([image]) => isMapping(image) && ['ref', 'build', 'archive'].some((key) => key in image),
    );
    if (foreign !== undefined)
      return [
        {
          path: ['workload', 'ready'],
          target: 'key',
          text:
            `missing; only builtin images print READY${foreign[1]}. Write ready: { log: TEXT }, { tcp: ` +
            'PORT }, { http: /PATH on PORT } or { exec: [COMMAND] }',
        },
      ];
  }
  const parsed = check(workloadFields, workload);
  if (!parsed.ok || parsed.value.interval === undefined) return [];
  const at = (text: string): Finding[] => [{ path: ['workload', 'interval'], target: 'key', text }];
  if (toWorkload(parsed.value).ready.kind === 'log')
    return at('has no effect, because log readiness is not polled; remove it');
  return parsed.value.interval < parsed.value.timeout
    ? []
    : at('expected an interval shorter than the timeout; otherwise readiness is checked only once');
}

function conflicts(data: Mapping, schema: ScenarioSchema): Finding[] {
  const workload = check(workloadFields, data['workload'] ?? {});
  if (!workload.ok) return [];
  const usual = toWorkload(workload.value);
  let known: { readonly crowd: Crowd | undefined } | undefined;
  return Object.entries(variantsOf(data)).flatMap(([name, written]): Finding[] => {
    const variant = check(schema.variant, written);
    if (!variant.ok) return [];
    const {
      driver: driverName,
      image: _,
      command = usual.command,
      env,
      ...options
    } = variant.value as ParsedVariant;
    const driver = schema.drivers.find((candidate) => candidate.name === driverName);
    const own = { ...usual, command, env: { ...usual.env, ...env } };
    const text = driver?.conflicts?.(options, own);
    return text === undefined
      ? sharedPorts(
          () => (known ??= { crowd: crowdOf(data, schema, name) }).crowd,
          name,
          driver,
          options,
          own,
        )
      : [{ path: ['variants', name], target: 'key', text }];
  });
}
