import { computed, reactive, ref, shallowReactive, shallowRef, watch, type ComputedRef } from 'vue';
import type { PlaneIndex } from '../../../electron/contract/images.ts';
import type { ViewedImage, ViewedInfo } from '../../../electron/contract/view-methods.ts';
import { useApplication } from '../../stores/application.ts';
import type { ImageSlot } from '../../stores/images.ts';
import { applyTexts } from '../../texts/index.ts';
import { defaultShading, differenceShading, type Shading } from '../../viewer/shading.ts';
import { useImage } from '../../viewer/use-image.ts';
import { useView } from '../../viewer/use-view.ts';

export type StageMode = 'side' | 'blink' | 'swipe';
export type PaneName = 'before' | 'after' | 'deviation';

export interface StagePane {
  name: PaneName;
  caption: string;
  opened: ImageSlot;
  shading: Shading | undefined;
}

const firstPlane: PlaneIndex = { t: 0, c: 0, z: 0 };

/** The image in the middle of the screen: before, after (written, or a trial of it) and how unsure that is. */
export function useStage() {
  const { texts } = applyTexts;
  const application = useApplication();
  const index = shallowRef<PlaneIndex>(firstPlane);
  const mode = ref<StageMode>('side');
  const uncertain = ref(true);
  /** Before and after in one contrast, so that a change of brightness stays visible; null until a person chooses. */
  const wantsTogether = ref<boolean | null>(null);
  const active = ref<PaneName>('after');
  const held = shallowReactive(new Map<string, Shading>());
  const view = useView();

  const file = computed(() => application.current?.file ?? null);
  const written = computed(() => application.current?.result ?? null);
  const trial = computed(() => (file.value === null ? null : application.trialFor(file.value, index.value)));
  const planeOf = (path: string): ViewedImage => {
    const { t, c, z } = index.value;
    // A colour picture's channels are one picture; of several channels the first is number 0.
    return { kind: 'file', file: path, t, c: c > 0 ? c : null, z };
  };
  const after = computed(() =>
    written.value ? planeOf(written.value.output) : (trial.value?.image ?? null),
  );
  const deviation = computed(() => {
    if (written.value) return written.value.deviation === null ? null : planeOf(written.value.deviation);
    return trial.value?.deviation ?? null;
  });
  const slots = {
    before: useImage(() => (file.value === null ? null : planeOf(file.value))),
    after: useImage(() => after.value),
    deviation: useImage(() => deviation.value),
  };
  const infos = computed(() => ({
    before: slots.before.value.source?.info ?? null,
    after: slots.after.value.source?.info ?? null,
    deviation: slots.deviation.value.source?.info ?? null,
  }));

  /** Floats may be of another unit than what they were made of (T1 and T2): each has a contrast of its own. */
  const alike = computed(() => {
    const { before, after: made } = infos.value;
    return (
      !!before &&
      !!made &&
      before.channels === made.channels &&
      before.dtype === made.dtype &&
      made.dtype !== 'float32'
    );
  });
  const together = computed(() => {
    const { before, after: made } = infos.value;
    return wantsTogether.value ?? (!!before && !!made && haveCommonRange(before, made));
  });
  const groupOf = (name: PaneName): string =>
    name !== 'deviation' && together.value && alike.value ? 'values' : name;

  function first(name: PaneName, info: ViewedInfo): Shading {
    if (name === 'deviation') return unsureShading(info);
    return defaultShading(groupOf(name) === 'values' ? (infos.value.before ?? info) : info);
  }

  function shadingOf(name: PaneName): Shading | undefined {
    const info = infos.value[name];
    if (!info) return undefined;
    const own = held.get(groupOf(name));
    return own?.contrasts.length === info.channels ? own : first(name, info);
  }

  const panes: ComputedRef<StagePane[]> = computed(() => {
    const captions = {
      before: texts.before,
      after: written.value ? texts.after : texts.trial,
      deviation: texts.deviation,
    };
    const names: PaneName[] = ['before'];
    if (after.value) names.push('after');
    if (deviation.value && uncertain.value) names.push('deviation');
    return names.map((name) => ({
      name,
      caption: captions[name],
      opened: slots[name].value,
      shading: shadingOf(name),
    }));
  });
  const chosen = computed(
    () => panes.value.find(({ name }) => name === active.value) ?? panes.value.at(-1) ?? null,
  );
  const planes = computed(() => infos.value.before?.planes ?? null);

  function setShading(shading: Shading): void {
    if (chosen.value) held.set(groupOf(chosen.value.name), shading);
  }

  watch(file, () => (index.value = firstPlane));
  // The outermost slices of a volume are mostly empty: the middle one says what it is.
  const opened = new Set<string>();
  watch(planes, (found) => {
    if (!found || file.value === null || opened.has(file.value)) return;
    opened.add(file.value);
    if (found.z > 1) index.value = { ...index.value, z: Math.floor(found.z / 2) };
  });
  watch(file, (_, before) => {
    if (before) opened.delete(before);
  });

  return reactive({
    index,
    mode,
    uncertain,
    together,
    wantsTogether,
    active,
    view,
    file,
    written,
    trial,
    panes,
    chosen,
    planes,
    alike,
    infos,
    setShading,
    resetShadings: () => held.clear(),
  });
}
export type Stage = ReturnType<typeof useStage>;

/** Whether one contrast shows both: a result of other brightness, as of a longer exposure, would be all white in it. */
function haveCommonRange(before: ViewedInfo, after: ViewedInfo): boolean {
  if (before.dtype === 'uint8') return true;
  const [a, b] = [before, after].map(({ percentiles, range }) => {
    return percentiles.find(({ low }) => low === 0.5)?.range ?? range;
  });
  if (!a || !b) return false;
  const common = Math.min(a.max, b.max) - Math.max(a.min, b.min);
  return common >= 0.5 * Math.max(a.max - a.min, b.max - b.min);
}

/** Deviations begin at none: dark is sure, bright is not. */
function unsureShading(info: ViewedInfo): Shading {
  const shading = differenceShading(info, true);
  // Colours have three deviations; a colour image has no map of its own.
  return info.channels === 1 ? shading : { ...defaultShading(info), contrasts: widened(shading) };
}

function widened({ contrasts: [one] }: Shading): Shading['contrasts'] {
  return [one, one, one];
}
