import { nextTick, onBeforeUnmount, onMounted } from 'vue';
import { useHost } from '../../client/current.ts';
import { listenToShell, type ShellActions } from '../../client/shell-commands.ts';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { usePicker } from '../../stores/picker.ts';
import { useProject } from '../../stores/project.ts';
import { useRun } from '../../stores/run.ts';
import { useSettings } from '../../stores/settings.ts';
import { desktopTexts, homeTexts } from '../../texts/index.ts';
import { activeCommands } from '../../ui/use-commands.ts';

const { texts } = desktopTexts;

/** The parts of the window that the Help menu opens. */
export type HelpActions = Pick<
  ShellActions,
  'help.keys' | 'help.activity' | 'help.licences' | 'help.about' | 'palette.open'
>;

/** Does what the desktop's menu asks for, while the calling component is shown. */
export function useShellCommands(help: HelpActions): void {
  const host = useHost();
  const navigation = useNavigation();
  const settings = useSettings();
  const messages = useMessages();
  let stop = (): void => undefined;
  onMounted(() => {
    stop = listenToShell(host, {
      ...help,
      ...projectActions(),
      ...runActions(),
      'screen.show': ({ screen }) => navigation.go(screen),
      'theme.use': ({ theme }) => (settings.themeChoice = theme),
      'message.show': ({ level, text }) => messages.add(level, text),
    });
  });
  onBeforeUnmount(() => stop());
}

type ProjectActions = Pick<
  ShellActions,
  'project.new' | 'project.open' | 'project.openFolder' | 'project.close' | 'project.addImages'
>;

function projectActions(): ProjectActions {
  const navigation = useNavigation();
  const project = useProject();
  const picker = usePicker();
  const messages = useMessages();

  async function open(folder: string): Promise<void> {
    // Whoever opens a project wants that one, not the sample that a first start shows.
    project.firstLaunch = false;
    if (await project.open(folder)) navigation.go('data');
    else if (project.task.error !== '') messages.add('error', project.task.error);
  }
  async function choose(): Promise<void> {
    const folder = await picker.folder(texts.pickProject);
    if (folder !== null) await open(folder);
  }
  async function addImages(): Promise<void> {
    if (project.folder === null) return messages.add('warning', texts.noProject);
    navigation.go('data');
    await project.addPhotos(await picker.images(texts.pickImages));
  }
  return {
    'project.new': () => {
      navigation.go('home');
      // The sheet belongs to Home, which offers it by name once it is shown.
      void nextTick(() => activeCommands.find(({ label }) => label === homeTexts.texts.create)?.run());
    },
    'project.open': () => void choose(),
    'project.openFolder': ({ folder }) => void open(folder),
    'project.close': () => {
      project.close();
      navigation.go('home');
    },
    'project.addImages': () => void addImages(),
  };
}

function runActions(): Pick<ShellActions, 'run.pause' | 'run.resume' | 'run.stop'> {
  const navigation = useNavigation();
  const messages = useMessages();
  const run = useRun();

  function control(id: string | undefined, missing: string, action: (id: string) => Promise<unknown>): void {
    if (id === undefined) return messages.add('info', missing);
    navigation.go('train');
    void action(id);
  }
  const paused = (): string | undefined => run.list.find(({ state }) => state === 'paused')?.id;
  return {
    'run.pause': () => control(run.active?.id, texts.noTraining, run.pause),
    'run.resume': () => control(paused(), texts.noPaused, run.resume),
    'run.stop': () => control(run.active?.id ?? paused(), texts.noTraining, run.stop),
  };
}
