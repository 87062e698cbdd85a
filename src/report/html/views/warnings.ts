import type { ReportContext } from '../../../sections/context.ts';
import { failureGroups, type FailureGroup } from '../../figures/failures.ts';
import { html, type Html } from '../escape.ts';
import { disclosure } from '../tables.ts';
import type { View } from '../view.ts';

const SHOWN = 12;

export function warningsView(context: ReportContext): View {
  const lost = context.variants.flatMap(({ name, status }) =>
    status.state === 'measured'
      ? []
      : [
          note(
            `${name} ${status.state === 'unavailable' ? 'cannot run on this host' : 'failed'}`,
            status.reason,
            `Fix: ${status.hint}`,
          ),
        ],
  );
  const warned = context.input.summary.warnings.map(({ message, advice, count }) =>
    note(count > 1 ? `${message} (${count} times)` : message, undefined, advice),
  );
  const groups = failureGroups(context);
  const rest = groups.slice(SHOWN);
  const failed = html`${groups.slice(0, SHOWN).map(failure)}${rest.length === 0 ? undefined : html`<li>${disclosure(`${rest.length} more kinds of failure`, html`<ul class="notes">${rest.map(failure)}</ul>`)}</li>`}`;
  const nothing = lost.length + warned.length + groups.length === 0;
  return {
    id: 'warnings',
    title: 'Warnings and failures',
    body: nothing
      ? html`<p>None: every variant was measured, every launch became ready and nothing gave a warning.</p>`
      : html`<ul class="notes">${lost}${warned}${failed}</ul>`,
    charts: {},
  };
}

function note(what: string, why: string | undefined, advice: string): Html {
  return html`<li><strong>${what}</strong>${why === undefined ? undefined : html`<br>${why}`}<br><span class="fix">${advice}</span></li>`;
}

function failure({ variant, where, what, count }: FailureGroup): Html {
  return html`<li><strong>${variant}: ${what}</strong>${count > 1 ? ` (${count} times)` : ''}<br>${where}</li>`;
}
