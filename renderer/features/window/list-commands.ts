import { screens, useNavigation } from '../../stores/navigation.ts';
import { useSettings } from '../../stores/settings.ts';
import { useSystem } from '../../stores/system.ts';
import { useUndo } from '../../stores/undo.ts';
import { keysTexts, settingsTexts, windowTexts } from '../../texts/index.ts';
import { keysOf } from '../../ui/key-map.ts';
import { activeCommands, type Command } from '../../ui/use-commands.ts';
import { activeKeys } from '../../ui/use-keys.ts';

export interface ListedCommand {
  label: string;
  group: string;
  keys: readonly string[];
  run(): void;
}

/** Everything that can be done now, by name: what is on the screen first, then the window's own and the places. */
export function listCommands(): ListedCommand[] {
  const { paletteTexts: texts } = windowTexts;
  const keyed = activeKeys
    .filter((action) => action.label !== texts.title)
    .map((action) => ({ ...action, keys: keysOf(action), run: () => action.run() }));
  const everywhere = keyed.filter((action) => action.group === keysTexts.groups.everywhere);
  const here = keyed.filter((action) => action.group !== keysTexts.groups.everywhere);
  const shown = activeCommands.filter((command) => command.enabled?.() ?? true);
  const all = [...withoutKeys(shown), ...here, ...places(), ...everywhere, ...withoutKeys(windowCommands())];
  const seen = new Set<string>();
  return all.filter(({ group, label }) => !seen.has(`${group}\n${label}`) && seen.add(`${group}\n${label}`));
}

const withoutKeys = (commands: readonly Command[]): ListedCommand[] =>
  commands.map(({ label, group, run }) => ({ label, group, keys: [], run }));

function places(): ListedCommand[] {
  const navigation = useNavigation();
  const { screenNames, paletteTexts: texts } = windowTexts;
  return screens.map((screen) => ({
    label: texts.goTo(screenNames[screen]),
    group: texts.window,
    keys: [],
    run: () => navigation.go(screen),
  }));
}

function windowCommands(): Command[] {
  const settings = useSettings();
  const system = useSystem();
  const undo = useUndo();
  const { paletteTexts: texts } = windowTexts;
  const group = texts.window;
  const themes = Object.entries(settingsTexts.themeNames).map(([choice, name]) => ({
    label: texts.theme(name),
    group,
    run: () => (settings.themeChoice = choice as typeof settings.themeChoice),
  }));
  const inspector = {
    label: settings.inspectorOpen ? texts.hideInspector : texts.showInspector,
    group,
    run: () => (settings.inspectorOpen = !settings.inspectorOpen),
  };
  const back = undo.depth > 0 ? [{ label: texts.undo, group, run: () => void undo.undo() }] : [];
  const again =
    system.state.phase === 'offline' ? [{ label: texts.connect, group, run: () => system.retry() }] : [];
  return [inspector, ...back, ...themes, ...again];
}
