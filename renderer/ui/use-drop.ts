import { ref } from 'vue';
import { useHost } from '../client/current.ts';

/**
 * Files and folders dropped on a place. A desktop window tells where they lie; a browser never does, so there
 * `onPathless` is told instead.
 */
export function useDrop(onPaths: (paths: string[]) => void, onPathless: () => void) {
  const host = useHost();
  const over = ref(false);
  let depth = 0;

  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

  function enter(event: DragEvent): void {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth += 1;
    over.value = true;
  }

  function leave(): void {
    depth = Math.max(0, depth - 1);
    over.value = depth > 0;
  }

  function hover(event: DragEvent): void {
    if (hasFiles(event)) event.preventDefault();
  }

  function drop(event: DragEvent): void {
    depth = 0;
    over.value = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    const paths = host.shell?.pathsOf(files) ?? [];
    if (paths.length > 0) onPaths(paths);
    else onPathless();
  }

  return { over, on: { dragenter: enter, dragleave: leave, dragover: hover, drop } };
}
