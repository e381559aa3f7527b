import { useHost } from '../client/current.ts';
import { useMessages } from '../stores/messages.ts';
import { desktopTexts } from '../texts/index.ts';

/** Shows a file or folder where it lies; a browser, which cannot, has its path in the clipboard instead. */
export function useReveal() {
  const { revealTexts: texts } = desktopTexts;
  const { shell } = useHost();
  const messages = useMessages();

  async function reveal(path: string): Promise<void> {
    try {
      if (shell) return await shell.revealInFolder(path);
      await navigator.clipboard.writeText(path);
      messages.add('good', texts.copied);
    } catch (thrown) {
      messages.addError(thrown);
    }
  }

  return { reveal, label: shell ? texts.reveal : texts.copyPath };
}
