import type { ListedNetwork } from '../../contract/methods.ts';
import { formatTable } from '../table.ts';
import type { CliCommand } from './command.ts';

/** `abbe networks`: every network of every recipe, with its size. */
export const networks: CliCommand<'networks'> = {
  name: 'networks',
  description: 'Lists every network of every recipe at each preset: parameters and receptive fields.',
  define: () => undefined,
  async run(_values, _options, { engine, signal }) {
    const document = await (await engine()).call('network.list', {}, { signal });
    return { document, text: describe(document.networks), ok: true };
  },
};

function describe(listed: readonly ListedNetwork[]): string {
  const rows = listed.map((network) => [
    `${network.recipe} ${network.preset}`,
    network.id,
    network.role,
    network.parameters.toLocaleString('en-US'),
    network.published ?? '',
    network.receptiveFields.join(', '),
  ]);
  return formatTable([
    ['Recipe and preset', 'Network', 'Role', 'Parameters', 'In the paper', 'Sees (px)'],
    ...rows,
  ]);
}
